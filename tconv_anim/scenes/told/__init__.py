"""What is told beside the steps: of cells that are pointed at, of an example, and on a worksheet."""
