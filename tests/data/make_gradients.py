"""Write gradients.jsonl: what torch.autograd gives for random convolutions, in whole numbers.

python tests/data/make_gradients.py > tests/data/gradients.jsonl, with torch==2.13.0 on a CPU, in float64.
"""

import json
import random

import torch

COUNT = 60


def draw(rng, op, dims):
    """Parameters and sizes at random, as long as PyTorch takes them."""
    groups = rng.choice([1, 1, 2, 3])
    channels = [groups * rng.randint(1, 2) for _ in range(2)]
    per_axis = {
        name: [rng.randint(*ends) for _ in range(dims)]
        for name, ends in {
            "input": (1, 6),
            "kernel": (1, 3),
            "stride": (1, 3),
            "padding": (0, 2),
            "dilation": (1, 3),
        }.items()
    }
    extra = [0] * dims
    if op == "conv_transpose":
        extra = [rng.randrange(max(s, d)) for s, d in zip(per_axis["stride"], per_axis["dilation"], strict=True)]
    return groups, channels, per_axis, extra


def main():
    rng, made = random.Random(1), 0
    torch.manual_seed(1)
    while made < COUNT:
        op, dims = rng.choice(["conv", "conv_transpose"]), rng.choice([1, 2, 2])
        groups, (inputs, outputs), sizes, extra = draw(rng, op, dims)
        options = {"stride": sizes["stride"], "padding": sizes["padding"], "dilation": sizes["dilation"]}
        shape = (inputs, outputs // groups) if op == "conv_transpose" else (outputs, inputs // groups)
        x = torch.randint(-9, 10, (1, inputs, *sizes["input"])).double().requires_grad_()
        w = torch.randint(-5, 6, (*shape, *sizes["kernel"])).double().requires_grad_()
        b = torch.randint(-5, 6, (outputs,)).double().requires_grad_()
        own = {"output_padding": extra} if op == "conv_transpose" else {}
        function = getattr(torch.nn.functional, f"{op}{dims}d")
        try:
            y = function(x, w, b, groups=groups, **options, **own)
        except RuntimeError:
            continue
        if not y.numel():
            continue
        g = torch.randint(-4, 5, y.shape).double()
        y.backward(g)
        whole = {
            name: array.long().tolist()
            for name, array in {
                "input": x[0],
                "weight": w,
                "bias": b,
                "gradient": g[0],
                "of_input": x.grad[0],
                "of_weight": w.grad,
                "of_bias": b.grad,
            }.items()
        }
        print(json.dumps({"op": op, "parameters": {**options, **own, "groups": groups}, **whole}))
        made += 1


if __name__ == "__main__":
    main()
