"""Operations and views by name, without their code: what the command line offers before anything heavy is imported."""

CONVOLUTIONS = ("conv", "conv_transpose")

SAMPLES = {
    "nearest": ("nearest", (1, 2)),
    "linear": ("linear", (1,)),
    "bilinear": ("linear", (2,)),
    "bed_of_nails": ("bed_of_nails", (1, 2)),
    "max_pool": ("max_pool", (1, 2)),
    "avg_pool": ("avg_pool", (1, 2)),
    "max_unpool": ("max_unpool", (1, 2)),
    "max_pool+max_unpool": ("max_pool_unpool", (1, 2)),
    "pixel_shuffle": ("pixel_shuffle", (2,)),
    "pixel_unshuffle": ("pixel_unshuffle", (2,)),
    "resize_conv": ("resize_conv", (1, 2)),
    "overlap_count": ("overlap_count", (1, 2)),
}
"""Upsampling and pooling: the module in ops/, and over how many axes it works."""

CHAINS = ("max_pool+max_unpool", "resize_conv")
"""Those that are made of others."""

UNDRAWN = ("max_pool+max_unpool", "overlap_count")
"""Not to be asked for: max_unpool asks for the one, the view `overlap` shows the other."""

COMPARE = "compare"
COMPARED = ("nearest", "bilinear", "bed_of_nails", "max_unpool", "conv_transpose", "pixel_shuffle", "resize_conv")
"""Those that enlarge, in the order in which they are compared unless asked otherwise."""

DRAWN = (*CONVOLUTIONS, *(op for op in SAMPLES if op not in UNDRAWN), COMPARE)
"""What can be asked for."""

VIEWS: dict[str, tuple[str, ...]] = {
    "sliding_window": ("conv",),
    "overlap_add": ("conv_transpose",),
    "zero_insertion": ("conv_transpose",),
    "both": ("conv_transpose",),
    "steps": ("conv_transpose",),
    "matrix": ("conv", "conv_transpose"),
    "connections": ("conv", "conv_transpose"),
    "overlap": ("conv_transpose",),
    "sampling": tuple(op for op in SAMPLES if op not in CHAINS and op != "overlap_count"),
    "stages": CHAINS,
    "compare": (COMPARE,),
    "pixels": ("conv", "conv_transpose", *(op for op in SAMPLES if 2 in SAMPLES[op][1] and op != "overlap_count")),
}
"""Which ops a view draws. The first view listed for an op is its default."""
