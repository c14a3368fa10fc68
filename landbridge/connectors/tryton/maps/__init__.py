"""Maps between Tryton's trees and canonical documents."""
