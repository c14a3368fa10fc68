"""Generic JSON over HTTP: documents come by signed webhook and go out by POST."""
