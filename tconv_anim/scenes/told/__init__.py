"""What is told beside the steps: of cells that are pointed at, of an example, on a worksheet; how long it takes."""
