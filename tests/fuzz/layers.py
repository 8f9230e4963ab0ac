"""Read random layers of a framework, made from its own signatures, and compare what they compute with the framework.

python -m tests.fuzz.layers --framework torch --count 2000 --seed 0

Run it where the framework is installed; without it, it says so and ends with 0. A text is read wrongly if its output differs, or
if it is read although the framework refuses it: exit code 1. What is refused although the framework takes it is listed by kind.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import os
import random
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tconv_anim.options import TconvError
from tconv_anim.recipes.request import Request

Draw = random.Random
NUMBERS = 5  # arrays hold whole numbers below this, so that every sum is exact


@dataclass
class Case:
    """A layer's text, its input, its weight in PyTorch's layout, and what computes the output in the framework."""

    text: str
    x: Any
    weight: Any
    run: Callable[[], Any]


def written(draw: Draw, name: str, signature: Any, values: dict[str, str], must: tuple[str, ...]) -> str:
    """A call: the arguments that must be given and some others, the first of them by place, the rest in any order."""
    parameters = [p for p in inspect.signature(signature).parameters.values() if p.name != "self"]
    places = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    given = {n for n in values if n in must or draw.random() < 0.5}
    count = draw.randint(0, len(places))
    while count and places[count - 1] not in given:
        count -= 1
    while any(place not in values for place in places[:count]):
        count -= 1
    first = [values[place] for place in places[:count]]
    rest = [f"{n}={values[n]}" for n in values if n in given and n not in places[:count]]
    draw.shuffle(rest)
    return f"{name}({', '.join([*first, *rest])})"


def sizes(draw: Draw, least: int, most: int, ndim: int) -> str:
    """One number for all axes, or one for each."""
    if draw.random() < 0.5:
        return str(draw.randint(least, most))
    numbers = [draw.randint(least, most) for _ in range(ndim)]
    return str(tuple(numbers) if draw.random() < 0.7 else numbers)


def array(draw: Draw, *shape: int) -> Any:
    numbers = np.random.default_rng(draw.randrange(2**32))
    return numbers.integers(-NUMBERS, NUMBERS, shape).astype(np.float32)


def plan(draw: Draw) -> tuple[int, int, int, int, tuple[int, ...]]:
    """Axes, groups, channels and the size of an input."""
    ndim, groups = draw.randint(1, 2), draw.choice((1, 1, 1, 2))
    inputs, outputs = groups * draw.randint(1, 2), groups * draw.randint(1, 2)
    return ndim, groups, inputs, outputs, tuple(draw.randint(1, 5) for _ in range(ndim))


# --- PyTorch -------------------------------------------------------------------------------------------------------


def torch(draw: Draw) -> Case:
    t = importlib.import_module("torch")
    nn, functional = t.nn, t.nn.functional
    ndim, groups, inputs, outputs, size = plan(draw)
    transposed, kind = draw.random() < 0.5, draw.choice(("module", "module", "lazy", "function"))
    values = {
        "in_channels": str(inputs), "out_channels": str(outputs), "kernel_size": sizes(draw, 1, 4, ndim),
        "stride": sizes(draw, 1, 3, ndim), "dilation": sizes(draw, 1, 3, ndim), "groups": str(groups),
        "padding": sizes(draw, 0, 3, ndim),
    }  # fmt: skip
    if transposed:
        values["output_padding"] = sizes(draw, 0, 2, ndim)
    elif draw.random() < 0.3:
        values["padding"] = repr(draw.choice(("same", "valid", "SAME")))
    if kind != "function":
        values["bias"] = "False"
        if draw.random() < 0.3:
            values["padding_mode"] = repr(draw.choice(("zeros", "reflect", "replicate", "circular")))
    x = array(draw, inputs, *size)
    name = f"{'ConvTranspose' if transposed else 'Conv'}{ndim}d"
    if kind == "function":
        name = f"{'conv_transpose' if transposed else 'conv'}{ndim}d"
        kernel = np.atleast_1d(eval(values["kernel_size"]))
        kernel = tuple(int(k) for k in kernel) * (ndim // len(kernel))
        w = array(draw, *((inputs, outputs // groups) if transposed else (outputs, inputs // groups)), *kernel)
        values = {n: v for n, v in values.items() if n not in ("in_channels", "out_channels", "kernel_size")}
        names = "stride padding output_padding groups dilation" if transposed else "stride padding dilation groups"
        body = {n: values[n] for n in names.split() if n in values and (n == "groups" or draw.random() < 0.6)}
        arguments = [f"{n}={v}" for n, v in body.items()]
        text = f"F.{name}(x, w, {', '.join(arguments)})" if arguments else f"F.{name}(x, w)"
        if draw.random() < 0.3:
            text = f"F.{name}(x, w, None, {', '.join(values[n] for n in names.split())})"
        names_known = {"F": functional, "x": t.tensor(x)[None].double(), "w": t.tensor(w).double()}
        return Case(text, x, w, lambda: eval(text, dict(names_known))[0].numpy())
    must = ("in_channels", "out_channels", "kernel_size", "groups")
    if kind == "lazy":
        name, must = f"Lazy{name}", must[1:]
        del values["in_channels"]
    text = f"nn.{written(draw, name, getattr(nn, name).__init__, values, must)}"
    layer = eval(text, {"nn": nn})
    with t.no_grad():
        if kind == "lazy":
            layer(t.zeros(1, inputs, *(9,) * ndim))
        w = array(draw, *layer.weight.shape)
        layer = layer.double()
        layer.weight.copy_(t.tensor(w))
        if layer.bias is not None:
            layer.bias.zero_()

    if draw.random() < 0.15:
        text = draw.choice((repr(layer), repr(nn.Sequential(nn.ReLU(), layer))))

    def run() -> Any:
        with t.no_grad():
            return layer(t.tensor(x)[None].double())[0].numpy()

    return Case(text, x, w, run)


# --- Keras and TensorFlow ------------------------------------------------------------------------------------------


def keras(draw: Draw) -> Case:
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    k = importlib.import_module("keras")
    if draw.random() < 0.25:
        return tensorflow(draw)
    ndim, groups, inputs, outputs, size = plan(draw)
    kind = draw.choice(("Conv", "Conv", "Transpose", "Transpose", "Depthwise"))
    values = {
        "filters": str(outputs), "kernel_size": sizes(draw, 1, 4, ndim), "strides": sizes(draw, 1, 3, ndim),
        "padding": repr(draw.choice(("same", "valid", "SAME", "Valid", "causal"))),
        "dilation_rate": draw.choice(("1", "1", sizes(draw, 1, 3, ndim))), "use_bias": "False",
        "kernel_initializer": "'he_normal'", "name": "'up'", "data_format": "None",
    }  # fmt: skip
    if kind == "Transpose":
        values["output_padding"] = draw.choice(("None", "None", sizes(draw, 0, 2, ndim)))
    if kind == "Conv":
        values["groups"] = str(groups)
    if kind == "Depthwise":
        values["depth_multiplier"] = str(draw.randint(1, 2))
        values["strides"] = str(draw.randint(1, 3))  # TensorFlow reads beyond the input if those of two axes differ
        values = {n: v for n, v in values.items() if n not in ("filters", "kernel_initializer")}
    name = {"Conv": f"Conv{ndim}D", "Transpose": f"Conv{ndim}DTranspose", "Depthwise": f"DepthwiseConv{ndim}D"}[kind]
    must = ("filters", "kernel_size", "groups", "use_bias")
    text = f"layers.{written(draw, name, getattr(k.layers, name).__init__, values, must)}"
    return _keras_case(draw, k, eval(text, {"layers": k.layers}), text, kind, array(draw, inputs, *size))


def _keras_case(draw: Draw, k: Any, layer: Any, text: str, kind: str, x: Any) -> Case:
    last = np.moveaxis(x, 0, -1)[None]
    layer.build(last.shape)
    kernel = array(draw, *layer.kernel.shape)
    layer.kernel.assign(kernel)
    w = np.moveaxis(kernel, (-1, -2), (0, 1))
    if kind == "Depthwise":  # (*K, C, m) to (C·m, 1, *K)
        w = np.moveaxis(kernel, (-2, -1), (0, 1))
        w = w.reshape(-1, 1, *w.shape[2:])
    if draw.random() < 0.15:
        text = repr(k.layers.serialize(layer))
    return Case(text, x, w, lambda: np.moveaxis(np.array(layer(last))[0], -1, 0))


def tensorflow(draw: Draw) -> Case:
    tf = importlib.import_module("tensorflow")
    if draw.random() < 0.2:
        return depthwise(draw, tf)
    ndim, _, inputs, outputs, size = plan(draw)
    transposed = draw.random() < 0.5
    kernel = [draw.randint(1, 4) for _ in range(ndim)]
    strides = draw.choice((draw.randint(1, 3), [draw.randint(1, 3) for _ in range(ndim)]))
    if isinstance(strides, list) and draw.random() < 0.5:
        strides = [1, *strides, 1]
    padding = draw.choice(("SAME", "VALID", "same"))
    name = f"conv{ndim}d"
    x = array(draw, inputs, *size)
    w = array(draw, *((inputs, outputs) if transposed else (outputs, inputs)), *kernel)
    filters = np.moveaxis(w, (0, 1), (-1, -2))
    word = draw.choice(("stride", "strides")) if name == "conv1d" and not transposed else "strides"
    if transposed:
        each = strides if isinstance(strides, list) else [strides] * ndim
        each = each[1:-1] if len(each) == ndim + 2 else each
        if padding == "VALID":
            out = [(i - 1) * s + k + draw.randint(0, s - 1) for i, s, k in zip(size, each, kernel, strict=True)]
        else:
            out = [i * s - draw.randint(0, s - 1) for i, s in zip(size, each, strict=True)]
        out = [max(1, o + draw.choice((0,) * 9 + (1, -1))) for o in out]
        shape = [1, *out, outputs]
        text = f"tf.nn.{name}_transpose(x, w, {shape}, strides={strides}, padding={padding!r})"
    else:
        word = "stride" if name == "conv1d" else "strides"
        text = f"tf.nn.{name}(x, w, {word}={strides}, padding={padding!r})"
    known = {"tf": tf, "x": np.moveaxis(x, 0, -1)[None], "w": filters}
    return Case(text, x, w, lambda: np.moveaxis(np.array(eval(text, dict(known)))[0], -1, 0))


def depthwise(draw: Draw, tf: Any) -> Case:
    inputs, times, s = draw.randint(1, 3), draw.randint(1, 2), draw.randint(1, 3)
    padding = draw.choice(("SAME", "VALID", "same", [[0, 0], [1, 0], [0, 2], [0, 0]]))
    words = f"strides={draw.choice(([1, s, s, 1], [s, s], s))}, padding={padding!r}"
    if s == 1 and draw.random() < 0.5:
        words += f", dilations={[draw.randint(1, 2) for _ in range(2)]}"
    text = f"tf.nn.depthwise_conv2d(x, w, {words})"
    x = array(draw, inputs, *(draw.randint(4, 6) for _ in range(2)))  # it reads beyond an input below the kernel
    kernel = array(draw, *(draw.randint(1, 3) for _ in range(2)), inputs, times)
    w = np.moveaxis(kernel, (-2, -1), (0, 1))
    known = {"tf": tf, "x": np.moveaxis(x, 0, -1)[None], "w": kernel}
    w = w.reshape(-1, 1, *w.shape[2:])
    return Case(text, x, w, lambda: np.moveaxis(np.array(eval(text, dict(known)))[0], -1, 0))


# --- JAX, Flax, Equinox, Haiku -------------------------------------------------------------------------------------


def jax(draw: Draw) -> Case:
    fast = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
    os.environ.setdefault("XLA_FLAGS", fast)  # every case is compiled, for a few numbers
    return draw.choice((_lax_transpose, _lax_conv, _flax, _flax, _flax, _equinox, _haiku))(draw)


def _padding(draw: Draw, ndim: int, words: tuple[str, ...]) -> str:
    if draw.random() < 0.6:
        return repr(draw.choice(words))
    return str([(draw.randint(0, 3), draw.randint(0, 3)) for _ in range(ndim)])


def _lax_transpose(draw: Draw) -> Case:
    j = importlib.import_module("jax")
    ndim, _, inputs, outputs, size = plan(draw)
    kernel = [draw.randint(1, 4) for _ in range(ndim)]
    values = {
        "strides": str(tuple(draw.randint(1, 3) for _ in range(ndim))),
        "padding": _padding(draw, ndim, ("SAME", "VALID", "same")),
        "rhs_dilation": draw.choice(("None", str(tuple(draw.randint(1, 3) for _ in range(ndim))))),
        "transpose_kernel": draw.choice(("True", "False")), "use_consistent_padding": draw.choice(("True", "False")),
    }  # fmt: skip
    text = f"jax.lax.{written(draw, 'conv_transpose', j.lax.conv_transpose, {'lhs': 'x', 'rhs': 'w', **values}, ('lhs', 'rhs', 'strides', 'padding', 'transpose_kernel'))}"
    x, w = array(draw, inputs, *size), array(draw, inputs, outputs, *kernel)
    swapped = "transpose_kernel=True" in text or (", True" in text and "=" not in text)
    own = (1, 0) if swapped else (0, 1)
    if "transpose_kernel" not in text:
        own = (0, 1) if values["transpose_kernel"] == "False" else (1, 0)
    rhs = np.moveaxis(w, own, (-2, -1))
    known = {"jax": j, "x": np.moveaxis(x, 0, -1)[None], "w": rhs}
    return Case(text, x, w, lambda: np.moveaxis(np.array(eval(text, dict(known)))[0], -1, 0))


def _lax_conv(draw: Draw) -> Case:
    j = importlib.import_module("jax")
    ndim, groups, inputs, outputs, size = plan(draw)
    kernel = [draw.randint(1, 4) for _ in range(ndim)]
    values = {
        "window_strides": str(tuple(draw.randint(1, 3) for _ in range(ndim))),
        "padding": _padding(draw, ndim, ("SAME", "VALID", "same", "SAME_LOWER")),
        "rhs_dilation": draw.choice(("None", str(tuple(draw.randint(1, 3) for _ in range(ndim))))),
        "feature_group_count": str(groups),
    }  # fmt: skip
    must = ("lhs", "rhs", "window_strides", "padding", "feature_group_count")
    name = "conv_general_dilated"
    text = f"lax.{written(draw, name, j.lax.conv_general_dilated, {'lhs': 'x', 'rhs': 'w', **values}, must)}"
    x, w = array(draw, inputs, *size), array(draw, outputs, inputs // groups, *kernel)
    return Case(text, x, w, lambda: np.array(eval(text, {"lax": j.lax, "x": x[None], "w": w}))[0])


def _zeros(_: Any, shape: Any, dtype: Any) -> Any:
    return np.zeros(shape, dtype)


def _flax(draw: Draw) -> Case:
    linen, nnx = (importlib.import_module(f"flax.{name}") for name in ("linen", "nnx"))
    ndim, groups, inputs, outputs, size = plan(draw)
    transposed, new = draw.random() < 0.5, draw.random() < 0.4
    words = ("SAME", "VALID", "same") if transposed else ("SAME", "VALID", "same", "CIRCULAR", "REFLECT", "CAUSAL")
    padding = _padding(draw, ndim, words)
    if draw.random() < 0.2:
        padding = draw.choice((str(draw.randint(0, 2)), str(tuple(draw.randint(0, 2) for _ in range(ndim)))))
    values = {
        "features": str(outputs), "kernel_size": str(tuple(draw.randint(1, 4) for _ in range(ndim))),
        "strides": draw.choice((sizes(draw, 1, 3, ndim), "None")), "padding": padding,
        "kernel_dilation": draw.choice((sizes(draw, 1, 3, ndim), "None")), "use_bias": "False",
    }  # fmt: skip
    if transposed:
        values["transpose_kernel"] = draw.choice(("True", "False"))
    else:
        values["feature_group_count"] = str(groups)
    must = (
        "features",
        "in_features",
        "out_features",
        "kernel_size",
        "feature_group_count",
        "use_bias",
        "rngs",
        "kernel_init",
    )
    name = "ConvTranspose" if transposed else "Conv"
    x = array(draw, inputs, *size)
    last = np.moveaxis(x, 0, -1)[None]
    if new:
        del values["features"]
        values = {
            "in_features": str(inputs),
            "out_features": str(outputs),
            **values,
            "rngs": "nnx.Rngs(0)",
            "kernel_init": "zeros",
        }
        text = f"nnx.{written(draw, name, getattr(nnx, name).__init__, values, must)}"
        layer = eval(text, {"nnx": nnx, "zeros": _zeros})
        kernel = array(draw, *layer.kernel.shape)
        layer.kernel.value = kernel
        run = lambda: np.array(layer(last))  # noqa: E731
    else:
        text = f"nn.{written(draw, name, getattr(linen, name), values, must)}"
        layer = eval(text, {"nn": linen})
        j = importlib.import_module("jax")
        shapes = j.eval_shape(layer.init, j.random.key(0), last)
        kernel = array(draw, *shapes["params"]["kernel"].shape)
        run = lambda: np.array(layer.apply({"params": {"kernel": kernel}}, last))  # noqa: E731
    if draw.random() < 0.2:
        text = str(layer)
    own = (-1, -2) if not transposed or layer.transpose_kernel else (-2, -1)
    w = np.moveaxis(kernel, own, (0, 1))
    return Case(text, x, w, lambda: np.moveaxis(run()[0], -1, 0))


def _equinox(draw: Draw) -> Case:
    eqx, j = importlib.import_module("equinox"), importlib.import_module("jax")
    ndim, groups, inputs, outputs, size = plan(draw)
    transposed = draw.random() < 0.5
    values = {
        "in_channels": str(inputs), "out_channels": str(outputs), "kernel_size": sizes(draw, 1, 4, ndim),
        "stride": sizes(draw, 1, 3, ndim), "groups": str(groups), "dilation": sizes(draw, 1, 3, ndim),
        "padding": draw.choice((sizes(draw, 0, 2, ndim), _padding(draw, ndim, ("SAME", "same", "VALID", "SAME_LOWER")))),
        "use_bias": "False", "key": "key",
    }  # fmt: skip
    if transposed:
        values["output_padding"] = sizes(draw, 0, 2, ndim)
    elif draw.random() < 0.3:
        values["padding_mode"] = repr(draw.choice(("ZEROS", "circular", "REFLECT", "REPLICATE")))
    name = f"Conv{'Transpose' if transposed else ''}{ndim}d"
    must = ("in_channels", "out_channels", "kernel_size", "groups", "use_bias", "key")
    text = f"eqx.nn.{written(draw, name, getattr(eqx.nn, name).__init__, values, must)}"
    layer = eqx.filter_eval_shape(lambda key: eval(text, {"eqx": eqx, "key": key}), j.random.key(0))
    own = array(draw, *layer.weight.shape)
    layer = eqx.tree_at(lambda one: one.weight, layer, own)
    w = own
    if transposed:  # (C_out, C_in/groups, *K) to (C_in, C_out/groups, *K)
        parts = own.reshape(groups, outputs // groups, inputs // groups, *own.shape[2:])
        w = np.swapaxes(parts, 1, 2).reshape(inputs, outputs // groups, *own.shape[2:])
    x = array(draw, inputs, *size)
    if draw.random() < 0.2:
        text = str(layer)
    return Case(text, x, w, lambda: np.array(layer(x)))


def _haiku(draw: Draw) -> Case:
    hk = importlib.import_module("haiku")
    ndim, groups, inputs, outputs, size = plan(draw)
    transposed = draw.random() < 0.5
    words = ("SAME", "VALID", "same")
    values = {
        "output_channels": str(outputs), "kernel_shape": sizes(draw, 1, 4, ndim), "stride": sizes(draw, 1, 3, ndim),
        "padding": _padding(draw, ndim, words), "with_bias": "False",
    }  # fmt: skip
    if not transposed:
        values |= {"rate": sizes(draw, 1, 3, ndim), "feature_group_count": str(groups)}
    elif draw.random() < 0.3:
        values["output_shape"] = sizes(draw, 1, 12, ndim)
    name = f"Conv{ndim}D{'Transpose' if transposed else ''}"
    must = ("output_channels", "kernel_shape", "with_bias", "feature_group_count", "channel_multiplier")
    if not transposed and draw.random() < 0.3:
        name = f"Depthwise{name}"
        values = {n: v for n, v in values.items() if n not in ("output_channels", "feature_group_count")}
        values["channel_multiplier"] = str(draw.randint(1, 2))
    text = f"hk.{written(draw, name, getattr(hk, name).__init__, values, must)}"
    x = array(draw, inputs, *size)
    last = np.moveaxis(x, 0, -1)[None]
    call = hk.without_apply_rng(hk.transform(lambda value: eval(text, {"hk": hk})(value)))
    j = importlib.import_module("jax")
    shapes = j.eval_shape(call.init, j.random.PRNGKey(0), last)
    (module,) = shapes
    kernel = array(draw, *shapes[module]["w"].shape)
    w = np.moveaxis(kernel, (-1, -2), (0, 1))
    return Case(text, x, w, lambda: np.moveaxis(np.array(call.apply({module: {"w": kernel}}, last))[0], -1, 0))


# --- ONNX Runtime --------------------------------------------------------------------------------------------------


def onnx(draw: Draw) -> Case:
    helper, runtime = importlib.import_module("onnx.helper"), importlib.import_module("onnxruntime")
    proto = importlib.import_module("onnx").TensorProto
    runtime.set_default_logger_severity(4)
    ndim, groups, inputs, outputs, size = plan(draw)
    transposed = draw.random() < 0.5
    kernel = [draw.randint(1, 4) for _ in range(ndim)]
    values: dict[str, Any] = {
        "kernel_shape": kernel, "strides": [draw.randint(1, 4) for _ in range(ndim)],
        "dilations": [draw.randint(1, 3) for _ in range(ndim)], "group": groups,
        "pads": [draw.randint(0, 2) for _ in range(2 * ndim)],
        "auto_pad": draw.choice(("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", "same_upper")),
    }  # fmt: skip
    if transposed:
        values["output_padding"] = [draw.randint(0, 2) for _ in range(ndim)]
        values["output_shape"] = [draw.randint(1, 14) for _ in range(ndim)]
    often = {"kernel_shape": 0.8, "group": 1.0, "pads": 0.4, "auto_pad": 0.4, "output_shape": 0.2, "dilations": 0.4}
    given = [n for n in values if draw.random() < often.get(n, 0.6)]
    if groups == 1 and draw.random() < 0.5:
        given.remove("group")
    draw.shuffle(given)
    op = "ConvTranspose" if transposed else "Conv"
    words = ", ".join(f"{n}={values[n]!r}" for n in given)
    node = eval(f"helper.make_node({op!r}, ['x', 'w'], ['y'], {words})", {"helper": helper})
    text = draw.choice((f"{op}({words})", f"helper.make_node({op!r}, ['x', 'w'], ['y'], {words})", _printed(node)))
    x = array(draw, inputs, *size)
    w = array(draw, *((inputs, outputs // groups) if transposed else (outputs, inputs // groups)), *kernel)

    def run() -> Any:
        infos = [helper.make_tensor_value_info(n, proto.FLOAT, v.shape) for n, v in (("x", x[None]), ("w", w))]
        graph = helper.make_graph([node], "g", infos, [helper.make_tensor_value_info("y", proto.FLOAT, None)])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        return session.run(None, {"x": x[None], "w": w})[0][0]

    return Case(text, x, w, run)


def _printed(node: Any) -> str:
    helper, printer = importlib.import_module("onnx.helper"), importlib.import_module("onnx.printer")
    try:
        return str(random.choice((helper.printable_node, printer.to_text, str))(node))
    except (TypeError, ValueError):
        return str(node)


# --- PaddlePaddle and MLX ------------------------------------------------------------------------------------------


def paddle(draw: Draw) -> Case:
    p = importlib.import_module("paddle")
    ndim, groups, inputs, outputs, size = plan(draw)
    transposed = draw.random() < 0.5
    padding = sizes(draw, 0, 2, ndim)
    if draw.random() < 0.4:
        flat = [draw.randint(0, 2) for _ in range(2 * ndim)]
        padding = draw.choice((repr(draw.choice(("same", "VALID", "SAME"))), str(flat),
                               str([[0, 0], [0, 0], *([lo, hi] for lo, hi in zip(flat[::2], flat[1::2], strict=True))])))  # fmt: skip
    values = {
        "in_channels": str(inputs), "out_channels": str(outputs), "kernel_size": sizes(draw, 1, 4, ndim),
        "stride": sizes(draw, 1, 3, ndim), "padding": padding, "dilation": sizes(draw, 1, 3, ndim),
        "groups": str(groups), "bias_attr": "False",
    }  # fmt: skip
    if transposed:
        values["output_padding"] = sizes(draw, 0, 2, ndim)
    name = f"Conv{ndim}D{'Transpose' if transposed else ''}"
    must = ("in_channels", "out_channels", "kernel_size", "groups", "bias_attr")
    text = f"paddle.nn.{written(draw, name, getattr(p.nn, name).__init__, values, must)}"
    layer = eval(text, {"paddle": p})
    x, w = array(draw, inputs, *size), array(draw, *layer.weight.shape)
    layer.weight.set_value(w)
    if draw.random() < 0.2:
        text = repr(layer)
    return Case(text, x, w, lambda: layer(p.to_tensor(x[None])).numpy()[0])


def mlx(draw: Draw) -> Case:
    m, nn = importlib.import_module("mlx.core"), importlib.import_module("mlx.nn")
    ndim, groups, inputs, outputs, size = plan(draw)
    transposed = draw.random() < 0.5
    values = {
        "in_channels": str(inputs), "out_channels": str(outputs), "kernel_size": sizes(draw, 1, 4, ndim),
        "stride": sizes(draw, 1, 3, ndim), "padding": sizes(draw, 0, 2, ndim), "dilation": sizes(draw, 1, 3, ndim),
        "bias": "False",
    }  # fmt: skip
    if ndim == 1:
        values = {n: v if v.isdigit() else "2" for n, v in values.items()}
        values["bias"] = "False"
    if transposed:
        values["output_padding"] = str(draw.randint(0, 2))
        groups = 1
    else:
        values["groups"] = str(groups)
    name = f"Conv{'Transpose' if transposed else ''}{ndim}d"
    must = ("in_channels", "out_channels", "kernel_size", "groups", "bias")
    text = f"mlx.nn.{written(draw, name, getattr(nn, name).__init__, values, must)}"
    layer = eval(text, {"mlx": importlib.import_module("mlx")})
    own = array(draw, *layer.weight.shape)  # (C_out, *K, C_in/groups)
    layer.weight = m.array(own)
    w = np.moveaxis(own, -1, 1)
    w = np.swapaxes(w, 0, 1) if transposed else w
    x = array(draw, inputs, *size)
    if draw.random() < 0.2:
        text = f"mlx.nn.{layer}"
    last = m.array(np.moveaxis(x, 0, -1)[None])
    return Case(text, x, w, lambda: np.moveaxis(np.array(layer(last))[0], -1, 0))


FRAMEWORKS: dict[str, tuple[str, Callable[[Draw], Case]]] = {
    "torch": ("torch", torch), "keras": ("tensorflow", keras), "jax": ("equinox", jax), "onnx": ("onnxruntime", onnx),
    "paddle": ("paddle", paddle), "mlx": ("mlx", mlx),
}  # fmt: skip
"""By name: the package that must be there, and what makes a case."""


def verdict(make: Callable[[Draw], Case], draw: Draw) -> tuple[str, str, str]:
    """What came of a case ("agrees", "refused by both", "refused", "wrong"), its text, and the reason."""
    try:
        case = make(draw)
    except Exception as error:
        return "not a layer", "", type(error).__name__
    try:
        expected = np.asarray(case.run(), float)
        if not expected.size:
            raise ValueError("an empty output")
    except Exception as error:
        expected, why = None, str(error).strip().partition("\n")[0][:300]
    try:
        found = Request.of(layer=case.text, input=case.x, weight=case.weight).record().output
    except TconvError as error:
        return ("refused by both" if expected is None else "refused"), case.text, f"{error.kind}: {error}"
    if expected is None:
        return "wrong", case.text, f"x {case.x.shape}: read, but the framework says {why}"
    if expected.shape != found.shape:
        return "wrong", case.text, f"x {case.x.shape}: {found.shape}, not {expected.shape}"
    return ("agrees" if np.array_equal(expected, found) else "wrong"), case.text, f"x {case.x.shape}: other numbers"


def tried(framework: str, count: int, seed: int) -> Iterator[tuple[int, str, str, str]]:
    """The cases of a framework, with their numbers."""
    for n in range(count):
        random.seed(f"{framework} {seed} {n}")
        yield n, *verdict(FRAMEWORKS[framework][1], Draw(f"{framework} {seed} {n}"))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--framework", choices=FRAMEWORKS, required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--refused", action="store_true", help="print what is refused although the framework takes it")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    try:
        importlib.import_module(FRAMEWORKS[arguments.framework][0])
    except ImportError:
        print(f"skipped: {FRAMEWORKS[arguments.framework][0]} is not installed")
        return 0
    ends: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for n, end, text, reason in tried(arguments.framework, arguments.count, arguments.seed):
        ends[end] += 1
        if end == "wrong" or (arguments.refused and end == "refused"):
            print(f"{n} {end}: {text}: {reason}")
        if end == "refused":
            kinds[reason.partition(":")[0]] += 1
    print(", ".join(f"{number} {end}" for end, number in ends.most_common()))
    if kinds:
        print("refused although the framework takes it:", ", ".join(f"{k} {c}" for k, c in kinds.most_common()))
    return 1 if ends["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
