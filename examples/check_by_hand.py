"""The numbers without a picture: print every step of a transposed convolution, and the same output three ways."""

import numpy as np

from tconv_anim import record, replay, zero_inserted

x, w = [[0, 1], [2, 3]], [[4, 7], [2, 2]]
trace = record("conv_transpose", x, w, stride=1)

for step in trace.steps:
    print(f"input cell {step.cell} adds, from row {step.window[0][0]} and column {step.window[1][0]}:")
    print(step.added[0])

print("output:")
print(trace.output[0])
assert np.array_equal(replay(trace), trace.output), "adding up the steps"
assert np.array_equal(zero_inserted(trace).output, trace.output), "a convolution over inserted zeros"
