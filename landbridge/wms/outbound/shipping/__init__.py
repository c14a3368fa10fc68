"""What is packed leaves: the shipment and its confirmation."""
