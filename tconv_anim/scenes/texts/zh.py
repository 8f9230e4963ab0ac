"""简体中文: what every message says in Chinese. The terms are those of textbooks; parameters keep PyTorch's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tconv_anim.core.message import Words
from tconv_anim.scenes.texts import Text, say
from tconv_anim.scenes.texts._words import Parts, listed, opposite, said_together, spelled

LANGUAGE = "zh"
NAMES_OF_SIZES = {"o": "输出", "i": "输入", "k": "卷积核", "r": "倍数", "lo": "开头 padding", "hi": "末尾 padding"}
KEYWORDS = {"input": "输入|窗口", "kernel": "卷积核", "now": "缩放核|乘积"}
ROUNDING = {"⌊": "（⌊ ⌋ 为向下取整）", "⌈": "（⌈ ⌉ 为向上取整）", "⌊⌈": "（⌊ ⌋ 为向下取整，⌈ ⌉ 为向上取整）"}


def _listed(items: Sequence[Words], comma: str = "，") -> Parts:
    """Words with a comma, or another text, between them."""
    return listed(items, comma)


def _sentence(words: Words) -> str:
    """What is said as a sentence."""
    text = say(words, LANGUAGE)
    return text if text[-1:] in "。？！….?!" else f"{text}。"


def _is(result: Words, verb: str = "为") -> Parts:
    """What a value is; of a rounded one its sign says so."""
    return (result,) if say(result, LANGUAGE).startswith("≈") else (verb, result)


def _either(items: Sequence[Words]) -> Parts:
    """Words with commas between them, and "or" before the last."""
    *others, last = items
    return (*_listed(others, "、"), "或", last) if others else (last,)


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} 到 {most}"


def _axes(counts: Sequence[int], last: str = "") -> str:
    """How many rows and columns, or cells of a row; nothing for a zero."""
    names = ("行", "列") if len(counts) == 2 else ("个元素",)
    return "和".join(f"{last} {n} {name}" for name, n in zip(names, counts, strict=True) if n).strip()


def _where(axis: int | None) -> str:
    """The axis that is meant, if they differ."""
    return "" if axis is None else ("高度方向的", "宽度方向的")[axis]


AXES = {"row": "行", "column": "列", "cell": "个元素"}
ENDS = {"start": "开头", "end": "末尾"}


def _cell_index(*, ndim: int, channels: bool, framed: bool) -> str:
    """What the numbers in the brackets of a cell's name are, of which the first may be its channel."""
    place = "行，列" if ndim > 1 else "位置"
    where = "在虚线框内" if framed else ""
    return f"元素的 {f'[通道，{place}] 或 ' if channels else ''}[{place}] {where}从 0 数起"


def _cut_off(cuts: Sequence[tuple[str, int, str]]) -> str:
    """What padding cuts off: "row", "column" or "cell", how many, and at which end, "start" or "end"."""
    return "裁掉" + "、".join(f"{ENDS[end]} {size} {AXES[axis]}" for axis, size, end in cuts)


def _ways(ways: Sequence[Words], *, comma: bool) -> Parts:
    """Parameters that overlap evenly, with commas between them if one of them is several."""
    return "若要均匀重叠，可改用", *_listed(ways, "，或" if comma else "或")


def _part_of_cell(stride: int) -> str:
    """What a stride's window moves on the input."""
    return "一个输入元素" if stride == 1 else "半个输入元素" if stride == 2 else f" 1/{stride} 个输入元素"


def _of_inputs(values: Sequence[str], channels: Sequence[int]) -> str:
    """The numbers that input channels have at a place; without channels of the only one."""
    if len(values) > 2:
        return f"输入 {channels[0]} 到 {channels[-1]} 的 {'、'.join(values[:-1])} 和 {values[-1]}"
    named = (f"输入[{channel}] 的 {value}" for value, channel in zip(values, channels, strict=True))
    return " 和".join(named) if channels else f"输入的 {values[0]}"


def _where_stamps_go(inputs: int, added: int, outputs: int, to: int | None) -> str:
    """To which output the stamps of so many input channels are added."""
    if outputs == 1:
        return f"{'所有缩放核都' if inputs > 1 else '缩放核'}加到输出上"
    if to is not None:
        return f"缩放核加到输出[{to}] 上"
    return f"{'每行' if inputs > 1 < added else '每个'}缩放核加到对应的输出上"


OP_TITLES = {
    "conv": "卷积",
    "conv_transpose": "转置卷积",
    "avg_pool": "平均池化",
    "adaptive_avg_pool": "自适应平均池化",
    "max_pool": "最大池化",
    "adaptive_max_pool": "自适应最大池化",
    "max_unpool": "最大反池化",
    "bilinear": "双线性上采样",
    "bicubic": "双三次上采样",
    "unfold": "展开（unfold，im2col）",
    "fold": "折叠（fold，col2im）",
    "linear": "线性上采样",
    "nearest": "最近邻上采样",
    "nearest_exact": "最近邻上采样（nearest-exact）",
    "bed_of_nails": "补零上采样（bed of nails）",
    "pixel_shuffle": "像素重排（pixel shuffle）",
    "pixel_unshuffle": "逆像素重排（pixel unshuffle）",
    "resize_conv": "先放大，再卷积",
    "compare": "上采样方法比较",
}
"""Titles of operations."""


def _steps(counts: Sequence[int]) -> str:
    """How far something moves along the axes."""
    return f"{counts[0]} 个元素" if len(set(counts)) == 1 else f"{counts[0]} 行或 {counts[1]} 列"


HOW_ENLARGED = {
    "nearest": "每个值填满一块",
    "nearest_exact": "每个值填满一块",
    "bilinear": "越近的值权重越大",
    "bicubic": "越近权重越大，有的为负",
    "bed_of_nails": "每个值的周围补零",
    "max_unpool": "回到最大值原来的位置",
    "pixel_shuffle": "每个位置来自一个通道",
}
"""没有卷积核的各运算如何填充输出。"""

WAYS = {
    "nearest": "最近邻",
    "nearest_exact": "最近邻（exact）",
    "bilinear": "双线性",
    "bicubic": "双三次",
    "bed_of_nails": "补零",
    "max_unpool": "最大反池化",
    "conv_transpose": "转置卷积",
    "pixel_shuffle": "像素重排",
    "resize_conv": "放大后卷积",
}
"""各种放大方法的简称。"""

SIDES = {
    (-1, -1): "左上", (-1, 0): "上", (-1, 1): "右上", (0, -1): "左", (0, 1): "右",
    (0, 0): "中间", (1, -1): "左下", (1, 0): "下", (1, 1): "右下", (-1,): "左", (0,): "中间", (1,): "右",
}  # fmt: skip
"""Where a cell or a weight is, by the signs of rows and columns, or of the places of a single row."""


def _side(where: tuple[int, ...]) -> str:
    """Where a cell is, as it is said in a sentence."""
    return f"{SIDES[where]}方" if any(where) else SIDES[where]


TEXTS: Mapping[str, Text] = {
    # What colours mean.
    "legend_this_step": "当前步骤",
    "legend_example": "示例",
    "legend_products": "与卷积核的乘积",
    "legend_finished": "已完成",
    "legend_growing": "可能继续累加",
    "legend_padding": "填充",
    "legend_border": "补零边框",
    "legend_zero": "插入的零",
    "legend_empty": "此处不累加",
    "legend_blank": "待填写",
    "fill_in_output": "请填写输出",
    "fill_in_input": "请填写输入",
    "fill_in_kernel": "请填写卷积核",
    "legend_extra": "来自 output_padding",
    "legend_larger": "最大值",
    "legend_cropped": "按填充量裁掉",
    # Where we are.
    "set_up": "准备",
    "crop": "裁剪",
    "done": "完成",
    "step_of": "第 {step} 步，共 {count} 步",
    "step_of_channel": "第 {step} 步，共 {count} 步，通道 {channel}",
    "stamp_of": "第 {stamp} 个缩放核，共 {count} 个",
    "cell_of": "第 {cell} 个元素，共 {count} 个",
    "row_of": "第 {row} 行，共 {count} 行",
    "side_by_side": "并排",
    "stage_progress": lambda op, progress: (OP_TITLES.get(op, f"{op}"), "，", progress),
    "recipe_progress": "{recipe_step}，{progress}",
    # What joins other words.
    "list": lambda items: _listed(items),
    "clauses": lambda items: _listed(items, "；"),
    "and": "{first}和{second}",
    "labelled": "{label}：{words}",
    "sentence": lambda words: _sentence(words),
    "own_progress": "{progress}，{words}",
    "rows": "行：{words}",
    "columns": "列：{words}",
    "of_rows": "{words}（高度方向）",
    "of_columns": "{words}（宽度方向）",
    "rounded": "{words}（已舍入）",
    # Sums.
    "plus": "{left} + {right}",
    "minus": "{left} − {right}",
    "approximately": "{left} {result}",
    "plus_bias": "{left} + 偏置 {bias}",
    "of_other_channels": "{amount}（来自其余 {count} 个通道）",
    "sum_of_cell": "输出[{cell}] = {sum}",
    "sum_of_layer_cell": "第 {number} 层[{cell}] = {sum}",
    "output_channel_sums": "输出[{channel}]：{sums}",
    "sums": lambda items, shown: _listed(items[:shown]),
    # A step in words.
    "told": lambda progress, words: (progress, "：", _sentence(words)),
    "told_together": lambda items: said_together(items, "；", "", LANGUAGE),
    "told_with_sums": "{words}（{sums}）",
    "numbers_are": lambda title, further, rows: (
        title,
        *(("，", further) if further else ()),
        "：",
        "，".join(f"[{row}]" for row in rows),
    ),
    "cell_is": "[{cell}] = {value}",
    "more_cells": "还有 {count} 个元素",
    # Calls and formulas.
    "compared": "{ops} 的比较",
    "size_in_letters": lambda letters: spelled(letters, NAMES_OF_SIZES),
    "rounds": lambda brackets: ROUNDING[brackets],
    "calls_in_turn": lambda calls: _listed(calls, "，再 "),
    "at_the_end": "{start}，末尾 {end}",
    "without_last_window": "{words}，不含最后一个窗口，因为它从输入之外开始",
    "weight": "权重 {value}",
    "weights": "权重 {value}",
    "triangle_kernel": "三角形卷积核",
    "cubic_kernel": "三次卷积核",
    "single_one": "每个卷积核中只有一个 1",
    "reordered_weights": "重新排列的相同权重",
    "blurred_kernel": "在每个元素的复制块上模糊后的卷积核",
    "equal_convolution": "{call}（{weights}）",
    "with_repeated_border": "先复制输入的边缘，再做 {equal}",
    "in_disguise": "等同于：{equal}",
    "parameters_and_sizes": "输入 {input} · {parameters} → 输出 {output}",
    "dots": lambda items: _listed(items, " · "),
    "kernel_of_size": "卷积核 {size}",
    "without_padding": "padding 0",
    "channels_from_to": "{inputs} 个输入通道、{outputs} 个输出通道",
    "call_and_sizes": "{call} · 输入 {input} → 输出 {output}",
    # The title of the page.
    "title_of": lambda op: OP_TITLES.get(op, f"{op}"),
    "title_in_turn": lambda ops: _listed(ops, "，再"),
    "title_equal": "{op} = {other}",
    "title_pair": "{op}与{other}",
    "by_window_title": "通过插零实现{op}",
    "with_channels_title": "多通道{op}",
    "in_groups_title": "分组{op}",
    "depthwise_title": "逐通道{op}（depthwise）",
    "by_both_ways_title": "{op}的两种算法",
    "by_recipe_title": "分四个阶段完成{op}",
    "as_matrix_title": "{op}的矩阵形式",
    "as_connections_title": "{op}：元素如何相连",
    "as_stamp_counts_title": "{op}：缩放核的重叠",
    "as_pixels_title": "图像的{op}",
    # Titles and headings.
    "input": "输入{index} {size}",
    "output": "输出{index} {size}",
    "kernel": "卷积核 {size}",
    "kernel_of": "卷积核[{index}]",
    "kernel_between": "输入 {input} → 输出 {output}",
    "kernel_of_channels": "卷积核 {input} → {output}",
    "products_empty": "乘积",
    "stamp_empty": "缩放核",
    "scaled_kernel": "{value} × 卷积核",
    "sum_of_stamps": "{count} 个缩放核之和",
    "sum_of_window": "窗口 {number}：Σ = {result}",
    "every_stamp_title": "{op}：所有缩放核及其总和",
    "every_window_title": "{op}：所有窗口及其乘积",
    "stamps_in_place": "每个输入元素乘以整个卷积核，得到一个缩放核；各缩放核放在各自的位置上，重叠处相加",
    "windows_in_place": "每个窗口与卷积核逐元素相乘，乘积之和就是一个输出值",
    "window_times_kernel": "窗口 × 卷积核",
    "input_times_kernel": "输入[{input}] × {kernel}",
    "plus_more": "+ {words}",
    "value_times_kernel": "{value} × {kernel}",
    "adds_up_to": lambda result: ("和", *_is(result)),
    "from_channels": lambda channels: ("来自输入通道", *_listed(channels, "、")),
    "channels_added": "其余 {count} 个通道之和",
    "stamps": "缩放核",
    "stamps_counted": "缩放核数",
    "stamps_of_channels": "来自 {count} 个通道的缩放核",
    "stamps_per_cell": "输出 {size}：每个元素上的缩放核数",
    "placements": "列元素",
    "channels_drawn_here": "{count} 个通道中画出 {drawn} 个",
    "input_channels": lambda size, drawn, count: (
        f"输入 {size}，{count} 个通道{f'中的 {drawn} 个' if drawn < count else ''}"
    ),
    "input_channel": "输入[{channel}]",
    "padded_to": "填充后 {size}",
    "cropped_to": "裁剪至 {size}",
    "before_cropping": "裁剪前 {size}",
    "border_is_cropped": "边缘已裁掉",
    "zeros_inserted": "插零后 {size}",
    "with_border": "加边后 {size}",
    "cropped": "裁剪后 {size}",
    "bordered_and_cropped": "加边并裁剪后 {size}",
    "two_sizes": "{first}；{second}",
    "flipped": "已旋转 180°",
    "turning": "旋转中",
    "column_as_plane": lambda size, framed: f"一列{'：虚线内的 ' if framed else '，排成 '}{size}",
    "row_as_plane": lambda size, framed: f"一行{'：虚线内的 ' if framed else '，排成 '}{size}",
    "weights_folded_back": "每个输入元素的权重，包括填充中重复的部分",
    "kernel_in_its_place": "卷积核在其位置上",
    "kernel_in_each_row": "每行：卷积核，按步幅 {stride} 移动",
    "kernel_in_each_column": "每列：卷积核，按步幅 {stride} 移动",
    "row_of_each_cell": "每个输出元素一行",
    "column_of_each_cell": "每个输入元素一列",
    "input_row_by_row": "输入，逐行",
    "output_row_by_row": "输出，逐行",
    "input_as_column": "输入，排成一列",
    "output_as_column": "输出，排成一列",
    "overlap_add": "重叠相加（累加缩放核）",
    "convolution": "卷积",
    "transposed_convolution": "转置卷积",
    "conv": "卷积",
    "transposed": "转置卷积",
    "kernel_and_stride": "卷积核 {kernel}，步幅 {stride}",
    "kernel_stride_and_dilation": "卷积核 {kernel}，步幅 {stride}，膨胀率 {dilation}",
    "even_parameters": "{parameters}：均匀",
    "uneven_parameters": "{parameters}：不均匀",
    # Sliding window.
    "window_moves": lambda counts: f"窗口在输入上每次移动 {_steps(counts)}，每个位置得到一个输出值；卷积核不旋转",
    "kernel_slides": "窗口在输入上滑动，每个位置得到一个输出值；卷积核不旋转",
    "products_are_added": "窗口与卷积核逐元素相乘，再将乘积相加",
    "products_sum_to": lambda result: ("窗口与卷积核逐元素相乘，乘积之和", *_is(result)),
    "products_and_bias_are_added": lambda result: ("窗口与卷积核逐元素相乘，乘积与偏置之和", *_is(result)),
    "products_among_zeros": lambda result: ("窗口与卷积核逐元素相乘，与零的乘积为 0，其余乘积之和", *_is(result)),
    "products_among_zeros_and_bias": lambda result: (
        "窗口与卷积核逐元素相乘，与零的乘积为 0，其余乘积与偏置之和",
        *_is(result),
    ),
    "window_of_zeros": lambda result: ("窗口内只有零，输出", *_is(result)),
    "window_of_zeros_and_bias": "窗口内只有零，输出为偏置 {result}",
    "windows_are_added": "输出[{channel}]：每个输入的窗口与各自的卷积核相乘，再把所有乘积相加",
    "windows_and_bias_are_added": "输出[{channel}]：每个输入的窗口与各自的卷积核相乘，再把所有乘积与偏置相加",
    "output_is": "输出为 {size}",
    "each_is_such_a_sum": "{words}，每个元素都这样求和得到，标出的是一例",
    "output_has_cells": "输出有 {count} 个元素",
    "never_read": lambda counts: f"{_axes(counts, '最后')}从未被读取",
    "never_read_of_padded": lambda counts: f"填充后输入的{_axes(counts, '最后')}从未被读取",
    "kernel_index_of_conv": lambda groups: f"卷积核[输出通道，{'组内' if groups else ''}输入通道]，从 0 计数",
    "kernel_index_of_conv_transpose": lambda groups: f"卷积核[输入通道，{'组内' if groups else ''}输出通道]，从 0 计数",
    # Overlap-add.
    "cells_stamp": "每个输入元素乘以整个卷积核，得到缩放核并加到输出上",
    "stamp_moves": lambda counts: (
        f"每个输入元素乘以整个卷积核，得到缩放核；各缩放核依次错开 {_steps(counts)}，加到输出上"
    ),
    "kernel_is_added": "整个卷积核乘以 {value}，得到缩放核；缩放核重叠处的数值相加",
    "channels_stamp": lambda each, added, groups: (
        f"每个输入{'元素' if added == groups == 1 else '通道'}乘以自己的",
        "卷积核；" if each == 1 else f" {each} 个卷积核，{'组内' if groups > 1 else ''}每个输出一个；",
        ("每个输出累加自己那一行的缩放核" if each * groups > 1 else f"输出累加 {added} 个通道的缩放核")
        if added > 1
        else f"{'' if each == 1 else '每个'}缩放核加到{'它自己' if each == 1 else '各自'}的输出上",
    ),
    "stamps_are_added": lambda values, channels, each, added, outputs, to: (
        _of_inputs(values, channels),
        f" {'各' if len(values) > 1 else ''}乘以自己的{'卷积核' if each == 1 else f' {each} 个卷积核'}：",
        _where_stamps_go(len(values), added, outputs, to),
    ),
    "more_channels_are_added": "再累加其余 {count} 个通道",
    "outside_of_output": "{words}，但都在输出之外",
    "sums_written": "缩放核加到原有的数值上",
    "sums_so_far_written": "缩放核加到目前的和上",
    "whole_stamp_cropped": "输入[{cell}] 的缩放核全部落在按填充量裁掉的边缘里",
    "starts_at_bias": "输出从偏置 {bias} 开始累加",
    "starts_at_biases": lambda biases: ("每个输出元素从其通道的偏置开始累加：", *_listed(biases)),
    "from_output_padding": lambda counts: f"{_axes(counts, '最后')}来自 output_padding",
    "cells_cut_off": _cut_off,
    "border_cut_off": "按填充量裁掉边缘",
    "padding_cuts": "填充 {padding} 裁掉边缘：{whole} → {size}（在卷积中则加上边缘）",
    "padding_in_both": "填充 {padding} 裁掉缩放核的边缘，{whole} → {size}；窗口的输入则少了零",
    "padding_cuts_and_keeps": "按填充量 {padding} 裁掉边缘，output_padding {output_padding} 保留末尾",
    "no_overlap": "{what}互不重叠",
    "cells_sum": lambda what, counts: ("每个元素由", *_either(counts), "个", what, "叠加而成"),
    "cells_sum_from_to": "每个元素由 {least} 到 {most} 个{what}叠加而成",
    "some_received_none": "有些元素没有加上任何值",
    "stamps_meet": "{cell} 得到 {count} 个缩放核，每个标出的输入元素各一个",
    "cells_meet": "{cell} 读取 {count} 个输入元素，即标出的元素",
    "channels_fill_block": "数值只改变位置，没有填充：输出的每个 {size} 块由 {count} 个通道同一位置的元素填成",
    "block_fills_channels": "数值只改变位置，没有填充：输入的每个 {size} 块分到 {count} 个通道的同一位置",
    "channels_come_from": "用于上采样：前面的卷积计算出这 {count} 个通道",
    "meet_in_marked": "{words}，此处为 {count} 个",
    "legend_gradient": "损失对输出的梯度",
    "as_im2col": "展开成列后做矩阵乘法",
    "as_im2col_title": "用 im2col 计算{op}",
    "as_col2im_title": "用 col2im 计算{op}",
    "patches_as_columns": "图块展开成列 {size}",
    "kernel_as_row": "卷积核展开成行 {size}",
    "kernel_as_column": "卷积核展开成列 {size}",
    "input_as_row": "输入展开成行 {size}",
    "output_as_row": "排成一行的输出",
    "columns_to_fold": "待折回的列 {size}",
    "patches_become_columns": "输入的每个图块逐行排成一列，每个卷积核排成一行",
    "patch_becomes_column": "窗口下的图块排成第 {column} 列",
    "row_times_column": "卷积核的行乘以第 {column} 列，得到一个输出值",
    "row_is_folded": "把行折回：输出为 {size}",
    "columns_are_folded": "卷积核列乘以输入的每个数，各得一列，再折回相加",
    "column_times_number": "{values} × 卷积核列，得到第 {column} 列",
    "column_is_added": "第 {column} 列折回对应的窗口，与已有数值相加",
    "by_padding_first": "并把填充单独作为一步",
    "by_padding_title": "{op}：先填充，再滑动窗口",
    "pad_rows": "1. 在上下填充",
    "pad_columns": "1. 在左右填充",
    "pad_cells": "1. 在两端填充",
    "pad_none": "1. 填充量为 0",
    "no_padding": "不添加任何元素",
    "pad_cuts": "1. 按负填充裁掉边缘",
    "pad_slides": "2. 窗口以步幅 {stride} 滑动",
    "pad_places": "窗口的位置数",
    "pad_grows": "{how}：{size}",
    "pad_with_zeros": "在输入周围补零",
    "pad_by_reflecting": "边框以边缘为轴镜像输入",
    "pad_by_replicating": "边框复制边缘的元素",
    "pad_from_other_side": "边框复制另一侧的元素",
    "as_gradients_title": "{op}：梯度反向传播",
    "loss_gradient": "g{index} = dL/dy{index} {size}",
    "gradient_of_input": "dL/dx{index} {size}",
    "gradient_of_kernel": "dL/dw{index} {size}",
    "gradient_of_bias": "dL/db{index}",
    "gradient_forward": "前向传播",
    "gradient_by_input": "dL/dx = g 与卷积核的转置卷积",
    "gradient_by_input_back": "dL/dx = g 与卷积核的卷积",
    "gradient_by_kernel": "dL/dw = x 与 g 的互相关",
    "gradient_by_kernel_back": "dL/dw = g 与 x 的互相关",
    "gradient_by_bias": "dL/db = g 的和",
    "same_kernel": "同一个卷积核",
    "gradient_opening": "首先做前向传播，从输入 x 到输出 y",
    "gradient_goes_forward": "前向传播从左向右，损失 L 取决于 y",
    "gradient_x_is_conv_transpose": "反向传播从右向左，g 的每个数乘以卷积核，结果加到前向传播时对应的窗口上",
    "gradient_x_is_conv": "反向传播从右向左，窗口在 g 上滑动，读取前向传播时每个输入元素累加到的那些位置",
    "gradient_w_is_correlation": "g 作为窗口在输入 x 上滑动，逐元素相乘，再将乘积相加",
    "gradient_w_exchanged": "输入 x 作为窗口在 g 上滑动，逐元素相乘，再将乘积相加",
    "gradient_w_products": "输入与 g 逐元素相乘，再将乘积相加",
    "gradient_channel_sums": "dL/dx[{channel}]：{sums}",
    "gradient_sum_of_cell": "dL/dx[{cell}] = {sum}",
    "gradient_w_of_others": "其他卷积核的梯度以同样方式求得",
    "gradient_b_is_sum": "偏置加到每个输出元素上，所以它的梯度是 g 的和",
    "gradient_b_adds": lambda totals: ("把 g 的各数相加得 ", *_listed(totals)),
    "backward_of_conv": "卷积的反向传播就是用同一个卷积核做转置卷积",
    "backward_of_conv_transpose": "转置卷积的反向传播就是用同一个卷积核做卷积",
    "as_gradients": "连同反向传播：对输入、卷积核和偏置的梯度",
    # Zero insertion and the recipe of four steps.
    "border_in_words": "p′ 是补零边框的宽度：填充越大，边框越窄",
    "zeros_between": lambda stride: f"步幅 {stride}：输入元素之间插入 {stride - 1} 个零",
    "zeros_between_by_axis": "步幅：输入元素之间插入零",
    "window_moves_on": "{words}，而窗口每次只移动 1 格",
    "border_of_zeros": lambda without, padding, dilation, whole, size: (
        f"补零边框：{'卷积核 − 1' if dilation == 1 else '膨胀率 × (卷积核 − 1)'} = {without} 圈，",
        f"输出为 {whole}；填充 {padding} 减去 {padding} 圈，输出为 {size}" if padding else f"输出为 {size}",
    ),
    "border_around": lambda rings, dilation: (
        "周围是补零边框",
        f"：{'卷积核 − 1' if dilation == 1 else '膨胀率 × (卷积核 − 1)'} = {rings} 圈" if rings else "",
        "，第一个窗口只有一角在输入上",
    ),
    "zeros_come": lambda between, around: (
        "转置卷积就是在输入元素",
        "和".join(["之间"] * between + ["周围"] * around),
        "补零的卷积",
    ),
    "insert_zeros": "插入零",
    "add_border": "加上补零边框",
    "crop_negative_border": "裁剪，因为 p′ 为负",
    "flip_kernel": "把卷积核旋转 180°",
    "use_stride_1": "窗口每次移动 1 格",
    "by_fractions": "不插入零，窗口在输入上每次移动 1/stride 个元素",
    "by_fractions_title": "{op}：分数步幅",
    "window_moves_by": lambda strides: (
        f"每到下一个输出元素，窗口移动{_part_of_cell(strides[0])}"
        if len(set(strides)) == 1
        else f"每到下一个输出元素，窗口向下移动{_part_of_cell(strides[0])}，向右移动{_part_of_cell(strides[1])}"
    ),
    "middles_count": "只有落在元素中心的权重起作用；其余权重相当于乘以插入的零",
    "window_at": "输出[{cell}]：窗口中心在输入的 [{middle}] 处；{of} 个权重中有 {count} 个落在元素中心",
    "same_as_with_zeros": "输出与在元素之间插零时相同",
    "recipe_given": "给定的输入和卷积核",
    "recipe_1": "1. 计算 z 和 p′",
    "recipe_1_numbers": "{z}，p′ 见上方公式",
    "recipe_2_rows": "2. 在相邻行之间各插入 z 行零",
    "recipe_2_columns": "2. 在相邻列之间各插入 z 列零",
    "recipe_2_cells": "2. 在相邻元素之间各插入 z 个零",
    "recipe_2_none": "2. {z}",
    "recipe_2_no_neighbours": "2. 插入 z 个零",
    "no_zeros": "无需插零",
    "no_neighbours": "无需插入，因为没有相邻元素",
    "recipe_3": "3. 加上补零边框",
    "recipe_3_crop": "3. 裁剪，因为 p′ 为负",
    "recipe_3_none": "3. {border}",
    "size_now": "现在为 {size}",
    "where_positive": "仅在 p′ 为正处",
    "size_left": "剩下 {size}",
    "no_border": "无需加边",
    "recipe_4": "4. 翻转卷积核",
    "recipe_4_window": "4. 以步幅 1 做卷积",
    "turns": "旋转 180°",
    "reversed": "前后颠倒",
    "single_cell_stays": "只有一个元素，保持不变",
    # Both ways side by side.
    "two_ways": "两种算法得到同样的数值：缩放核相加，窗口在补零的输入上滑动",
    "border_of_stamps": "填充最后裁掉缩放核的斜线边框",
    "stamp_then_windows": "每一步加上一个缩放核；然后窗口计算此时已完成的元素",
    "adds_by_stamp": lambda value, weight, where: (
        f"转置卷积把 {value} × 卷积核加到框中的输出元素上：",
        f"标出的元素得到 {value} × {SIDES[where]}方的权重 {weight}",
    ),
    "seen_in_window": lambda value, where: (
        f"在那个输出元素的窗口中，{value} 在{SIDES[opposite(where)]}方：",
        "所以卷积核旋转 180°",
    ),
    "same_output": "两种算法的输出相同",
    "zeros_left_out": lambda rings, padding, whole, size: (
        f"填充 {padding} 去掉 {rings} 圈中的 {padding} 圈" if rings else "填充去掉带斜线的零",
        f"，输出因此是 {size} 而不是 {whole}",
    ),
    "zeros_crossed_out": lambda rings, padding: (
        "对窗口来说，它去掉带斜线的零",
        f"：{rings} 圈中的 {padding} 圈" if rings else "",
    ),
    "turned_to_look_back": "缩放核从输入元素向外，窗口则回看它：所以卷积核旋转 180°",
    "window_looks_back": "转置卷积从输入到输出，窗口则从输出回看：所以卷积核旋转 180°",
    "same_products": "两种算法的输出相同，这里是同样的 {count} 个乘积之和",
    "has_all_stamps": lambda cell: f"{f'输出[{cell}]' if cell else '标出的元素'} 已完成，之后没有缩放核覆盖它",
    "no_stamp_reaches": "没有缩放核覆盖输出[{cell}]",
    "input_of_window": lambda between, rings, dilation: (
        *(("；".join(map(say, between)), "；") if between else ()),
        "周围是补零边框",
        f"：{'卷积核 − 1' if dilation == 1 else '膨胀率 × (卷积核 − 1)'} = {rings} 圈" if rings else "",
    ),
    "of_overlap_add": "重叠相加 – {words}",
    "of_zero_insertion": "插零 – {words}",
    "window_sums_to": lambda cell, result: (cell, "，其窗口的加权和", *_is(result)),
    # A matrix.
    "so_many_ways": "{count} 种算法得到同样的数值",
    "all_ways_give_the_same": "{count} 种算法的输出相同",
    "reading_of_stamp": "{cell} 的缩放核等于它的值乘以 Cᵀ 的一列；在 col2im 中，它就是待折回的那一列",
    "reading_of_window": "{cell} 的窗口对应一列图块，其权重是 C 的一行",
    "heading_window": "滑动窗口",
    "heading_matrix_of_stamps": "矩阵 Cᵀ {size}：每个缩放核一列",
    "heading_matrix_of_windows": "矩阵 C {size}：每个窗口一行",
    "heading_col2im": "待折回的列：col2im",
    "heading_im2col": "图块排成列：im2col",
    "by_all_ways": "并排显示各种算法",
    "by_all_ways_title": "{op}的各种算法",
    "matrix_is_multiplied": "矩阵乘以 x（排成一列的输入）得到 y（输出）：{product}",
    "column_of_c": "{value} × C 的第 {column} 列放进 y：此输入元素的权重",
    "over_divisor": "每个数除以 {divisor}",
    "columns_add_up": "转置卷积就是 {product}：x 的每个数值乘以对应的列，再把所有列相加",
    "matrix_of_convolution": "卷积 {output} → {input} 的矩阵：每个窗口一行",
    "matrix_is_sought": "一个矩阵乘以输入 x，得到输出 y：是哪个矩阵？",
    "first_window": lambda before, after, border: (
        f"这个矩阵来自方向相反的卷积 {before} → {after}：",
        f"{'虚线框内的' if border else '所覆盖的'} {before} 逐行读出，就是 C 的第 1 行",
    ),
    "border_of_convolution": "斜线边框是卷积的填充，其上的权重不在 C 中",
    "each_window": "每个窗口是一行：C 乘以逐行读出的 {before} 图像，就是这个卷积",
    "rows_become_columns": "C 转置后成为 Cᵀ：行变成列，例如第 {number} 行变成第 {number} 列",
    "first_row_placed": lambda count, border: (  # noqa: ARG005
        f"对第一个输出元素，卷积核在这里{'；斜线边框是填充' if border else ''}"
    ),
    "first_row": "逐行读出，这就是 {matrix} 的第 1 行",
    "window_of_convolution": "卷积的一个窗口",
    "each_row": "每个输出元素都有这样的一行，合起来就是 {matrix}",
    "row_times_x_is": lambda matrix, result, count, bias, by_row: (
        "" if by_row else "再按行看：",
        f"{matrix} 中标出的行乘以 x 得到 ",
        result,
        f"，{count} 个乘积{'之和' if count > 1 else ''}{'，再加偏置' if bias else ''}",
    ),
    "is_row_times_x": "{words}；在等式中，{matrix} 的第 {row} 行乘以 x，得到 y 的第 {row} 个数",
    "row_of_matrix": "C 的第 {row} 行（位于此窗口处的卷积核）乘以 x，得到 y 的第 {row} 个数",
    "column_of_matrix": "x 中的 {value} 乘以 Cᵀ 的对应列，结果加到 y 上",
    "row_of_c": "C 的第 {row} 行（此输出元素的权重）乘以 x，得到 y 的第 {row} 个数",
    "matrix_x_above": "x 的每个数位于其对应列的上方",
    "border_is_not_in_y": "卷积的填充在这里被裁掉，它不属于 y",
    "matrix_zeros": lambda written: f"矩阵的空白格为 0：卷积核不在那里{'；写出的 0 是权重' if written else ''}",
    # Connections.
    "input_cell": "输入[{cell}]",
    "output_cell": "输出[{cell}]",
    "input_cell_of_channels": "输入元素 [{cell}]",
    "output_cell_of_channels": "输出元素 [{cell}]",
    "cell_by_value": "{value}",
    "marked_input_cell": "标出的输入元素",
    "marked_output_cell": "标出的输出元素",
    "input_cells": "{count} 个输入元素",
    "output_cells": "{count} 个输出元素",
    "of_each_channel": "每个通道的 {cells}",
    "of_each_channel_of_group": "组内每个通道的 {cells}",
    "other_way": "从输出看：{words}",
    "sums_of_products": "乘积之和",
    "cell_index": _cell_index,
    "pair_of_stamp": lambda words, value, where, product: (
        words,
        f"{'；其中 ' if words else ''}{value} 的缩放核加上{f'其{SIDES[where]}的数值：' if where else ' '}{product}",
    ),
    "pair_in_stamp": lambda value, where: (
        f"在 {value} 的缩放核中，标出的元素在{_side(where)}：得到 {value} × {_side(where)}的权重"
    ),
    "pair_in_window": lambda value, where: (
        f"在窗口中，{value} 在{_side(opposite(where))}，旋转后的卷积核中这个权重也在那里"
    ),
    "one_of_each_stamp": lambda count, cells: (
        f"{'' if cells == 1 else '每个'}标出的元素是 {count} 个乘积之和，每个落在其上的缩放核各一个"
    ),
    "products_of_marked": lambda count, cells: (
        f"{'' if cells == 1 else '每个'}标出的元素是 {count} 个乘积之和，乘积写在其权重的位置"
    ),
    "pairs_of_stamps": lambda where: f"框出的缩放核在那里加上了其{SIDES[where] if where else '标出'}的数值",
    "weight_met_by_input": lambda value, weight, where: (
        f"转置卷积中，{value} 把 {value} × 卷积核加到输出上：",
        f"标出的元素得到 {value} × {SIDES[where]}方的权重 {weight}",
    ),
    "seen_from_output": lambda value, where: (
        f"从那个元素看，{value} 在{SIDES[opposite(where)]}方：",
        "所以卷积核旋转 180°",
    ),
    "weight_met_by_output": lambda output, cell, weight, where: (
        f"输入[{cell}] {SIDES[opposite(where)]}方的输出[{output}] 通过卷积核{SIDES[where]}方的权重 {weight} 读取它"
    ),
    "lies_as_input": lambda value, weight, where: (
        f"旋转 180° 后，权重 {weight} 也在{SIDES[opposite(where)]}方，与窗口中的 {value} 相同"
    ),
    "lies_as_output": lambda weight, where: (
        "旋转 180° 后，每个权重与对应的输出元素方位相同：",
        f"{weight} 在{SIDES[opposite(where)]}方",
    ),
    "kernel_as_given": "原来的卷积核",
    "kernel_turns": "旋转卷积核",
    "connected_and_padding": "{cell}取决于{cells}以及 {outside} 个填充元素",
    "connected_and_cropped": "{cell}影响{cells}，其中 {outside} 个按填充量裁掉",
    "part_of_marked": "标出的 {total} 中，{product} 来自 {value}",
    "marked_is": "标出的元素是 {product}",
    "cells_are_weighed": lambda words, count: (
        words,
        "，乘以对应的权重" if count == 1 else "：各乘以卷积核中对应的权重，再相加",
    ),
    "reads_nothing": "{cell}不取决于任何输入元素，只取决于 {outside} 个填充元素",
    "reaches_nothing": "{cell}不影响任何输出元素，只影响按填充量裁掉的 {outside} 个元素",
    "which_of_input": "输出已算出，它的数值从哪里来？每个输入元素影响其中的哪些元素，各加上多少？",
    "which_of_output": "输出已算出，它的数值从哪里来？每个输出元素取决于哪些输入元素？",
    "of_its_channel": "其通道的 {cells}",
    "input_cell_connected": "{cell}影响{cells}",
    "output_cell_connected": "{cell}取决于{cells}",
    "input_cell_alone": "{cell}不影响任何输出元素",
    "output_cell_alone": "{cell}不取决于任何输入元素",
    "each_of_input": lambda least, most: f"每个输入元素影响 {_range(least, most)} 个输出元素",
    "each_of_output": lambda least, most: f"每个输出元素取决于 {_range(least, most)} 个输入元素",
    "of_marked_cells": lambda way, cells: (way, "：", *_listed(cells, "、")),
    "read_together": lambda count: (
        f"有 {count} 个输入元素同时影响其中多个元素" if count else "没有输入元素同时影响其中多个元素"
    ),
    "reached_together": lambda count: (
        f"有 {count} 个输出元素同时受其中多个元素影响" if count else "没有输出元素同时受其中多个元素影响"
    ),
    "at_these_values": "仅对这些数值如此；数值不同，相连的元素也不同",
    "cells_are_added": "每个输入元素乘以权重，加到它影响的各个元素上",
    "weights_are_added": "加上 {value} × 其权重",
    "weights_of_channel_are_added": "加上 {value} × 其在通道 {channel} 的权重",
    # Ways to enlarge.
    "cells_stay_zero": "{of} 个元素中有 {count} 个仍为 0",
    "are_means": lambda least, most: f"{_range(least, most)} 个数值的平均",
    "are_copies": lambda least, most: "每个数值移到一个元素" if most == 1 else f"每个数值复制 {_range(least, most)} 次",
    "are_uneven_sums": lambda counts: ("累加 ", *_either(counts), " 个乘积"),
    "are_even_sums": lambda count, edges: f"累加 {count} 个乘积{'，边缘较少' if edges else ''}",
    "are_sums": lambda least, most: f"{_range(least, most)} 个乘积之和",
    # Overlap.
    "title_of_layers": "连续 {count} 层",
    "how_many_ways": "从输入到每个元素有多少条路径？",
    "ways_to_each": lambda layer, least, most, where: (
        f"第 {layer} 层：通向",
        where,
        f"每个元素的路径有 {_range(least, most)} 条",
    ),
    "gaps_between": "有空隙",
    "even_counts": "均匀：1",
    "uneven_by": "不均匀：{ratio}",
    "ways_with_gaps": "有些元素没有路径：留下空隙",
    "ways_even": "远离边缘处，所有元素的路径一样多",
    "ways_uneven": "远离边缘处，有的元素的路径数是其他元素的 {ratio} 倍",
    "uneven_in_turn": "每层之后的不均匀程度（远离边缘处，最多路径数 ÷ 最少路径数）：{ratios}",
    "ends_even": "输出在远离边缘处是均匀的",
    "grows_with_layers": "棋盘效应随层数加重",
    "how_many_input_cells": "每个输出元素用到多少个输入元素",
    "most_input_cells": "目前一个输出元素最多用到 {count} 个输入元素",
    "input_cells_counted": "输入元素",
    "even_inside": "内部均匀：每个元素用到 {count} 个输入元素",
    "how_many_stamps": "每个输入元素把乘以自身数值的卷积核（缩放核）叠加到输出上",
    "only_stamps_counted": "这里只数缩放核的个数：无论数值多少，每个元素 +1",
    "numbers_left_out": "数值省略",
    "one_more_stamp": "标出的输入元素的缩放核落在这里：覆盖的各元素 +1",
    "stamps_on_cell": "标出元素上的缩放核数：{sum}",
    "axis_by_axis": "各方向",
    "along_axes": "上方：覆盖各列的输入列数；左侧：覆盖各行的输入行数",
    "counts_multiply": "元素的个数是两者之积：每个标出的输入元素各一个",
    "equal_weights": "卷积核的权重全部相同",
    "even_because": "均匀，没有棋盘效应，因为步幅 {stride} 能整除卷积核大小 {kernel}",
    "some_get_more": "{words}，缩放核多的元素因而突出",
    "gaps_stay_empty": "{words}，有些元素没有缩放核覆盖",
    "each_cell_gets": "每个元素被 {count} 个缩放核覆盖",
    "inner_cells_get": "远离边缘的元素各被 {count} 个缩放核覆盖",
    "even_if_larger": "若输出更大，其中部是均匀的，每个元素被 {count} 个缩放核覆盖",
    "only_edges": "此例只有边缘部分",
    "uneven_if_larger": "若输出更大，则不均匀：{reasons}",
    "too_small_to_show": "此例太小，看不出来",
    "uneven_because": "出现{what}，因为{reasons}",
    "gaps": "空隙",
    "unevenness": "不均匀重叠",
    "stripes": "条纹",
    "checkerboard": "棋盘效应",
    "stride_is_larger": "步幅 {stride} 大于卷积核大小 {kernel}",
    "stride_does_not_divide": "卷积核大小 {kernel} 不是步幅 {stride} 的倍数",
    "so_many_along_axis": "{reason}：每个方向上重叠 {least} 或 {most} 次",
    "shared_factor": "步幅 {stride} 与膨胀率 {dilation} 有大于 1 的公因数",
    "two_reasons": "{first}，并且{second}",
    "even_with": _ways,
    "with_output": "{parameters}，输出 {size}：",
    "even_inner_cells": lambda count, edges: f"{'内部' * edges}每个元素 {count} 个",
    "as_drawn": "{words}（小图）",
    "kernel_value": "卷积核大小 {number}",
    "stride_value": "步幅 {number}",
    "dilation_value": "膨胀率 {number}",
    "with_change": "{first}搭配{second}",
    # Why a view does not draw an operation.
    "several_side_by_side": "它是并排的几个运算",
    "not_side_by_side": "它不是并排的几个运算",
    "made_of_stages": "它由几个运算组成",
    "not_made_of_stages": "它不是由几个运算组成的",
    "has_no_kernel": "它没有卷积核",
    "has_a_kernel": "它有卷积核",
    "reads_no_windows": "它没有读取窗口的步骤",
    "writes_no_windows": "它没有写入窗口的步骤",
    "goes_column_by_column": "它逐列进行",
    "not_linear": "它不是线性的，因为哪些元素起作用取决于数值",
    "reaches_one_cell": "每个输入元素最多影响一个输出元素",
    "works_on_rows": "它处理的是一行，而不是平面",
    # Upsampling, pooling and chains.
    "reads_and_writes": "每一步都会突出显示读取和写入的元素",
    "output_is_with_zeros": "输出为 {size}，未写入处为零",
    "largest_is": "{count} 个元素中最大的是 {result}",
    "goes_to_cell": "{result} 写入 [{cell}]",
    "goes_to_cell_of_channel": "{result} 写入输出通道 {channel} 的 [{cell}]",
    "goes_to_cells": "{result} 写入 {count} 个元素",
    "weighted_cells": lambda count, result: (f"{count} 个元素的加权和", *_is(result)),
    "mean_is": lambda count, result: (f"{count} 个元素的平均值", *_is(result)),
    "window_ends": "起点 {start}，终点在 {end} 之前",
    "windows_differ": "{input} 不能被 {output} 整除，所以窗口大小不一，且有重叠",
    "windows_share": "{input} 不能被 {output} 整除，所以窗口有重叠",
    "not_included": "{words}（不含）",
    "patches_are_columns": "窗口下的每个图块逐行排成矩阵的一列",
    "columns_are_added": "每一列放回它的窗口；窗口重叠处的数相加",
    "columns_laid": "列",
    "sum_divided_is": lambda count, divisor, result: (f"{count} 个元素之和除以 {divisor}", *_is(result, "，得")),
    "mean_with_padding_is": lambda count, padding, result: (
        f"{count} 个元素与 {padding} 个填充元素的平均值",
        *_is(result),
    ),
    "places_remembered": "记住各个最大值的位置",
    "to_remembered_place": "{words}，即第 {window} 个窗口最大值的位置",
    # A comparison.
    "ways_from_to": "从 {start} 到 {end} 的 {count} 种方法",
    "one_input": "每种方法都由同一输入得到 {size}",
    "weights_are_ones": "卷积的权重都为 1",
    "way_copies": "{way}：{how}；此元素是 {value} 的副本",
    "way_stays_zero": "{way}：{how}；此元素仍为 0",
    "way_weighs": "{way}：离圆点（此元素的位置）越近的值，权重越大；权重之和为 {total}",
    "way_weighs_pairs": lambda way, near, far, axes: (
        way,
        f"：圆点是此元素的位置；{'每个方向上' if axes > 1 else ''}距较近的值 {far}/{near + far} 格，"
        f"距较远的 {near}/{near + far} 格，所以权重为 {near} 和 {far}",
    ),
    "way_weighs_at_edge": lambda way, near, far: (
        way,
        "：边缘之外没有值，最后的值权重",
        f"为 {near}\u00a0+\u00a0{far}\u00a0=\u00a0{near + far}" if near else "变大",
    ),
    "way_divides": "{way}：各值乘以权重，总和再除以权重之和 {divisor}",
    "way_means": "{way}：{count} 个值的平均；{how}",
    "way_meets": lambda way, count, copies: (
        way,
        f"：窗口内有 {count} 个{'复制的值' if copies else '值，零不改变和'}",
    ),
    "adds_evenly": lambda way, count, edges: (
        way,
        f"：每个元素都累加 {count} 个乘积{'，仅边缘较少' if edges else ''}，无棋盘效应",
    ),
    "adds_unevenly": lambda way, counts, verdict: (
        way,
        "：因中间有 0，每个元素累加 ",
        *_either(counts),
        " 个乘积，出现",
        verdict,
    ),
    "with_padding": lambda padding: f"填充 {padding}" if padding else "填充",
    "input_with_zeros": "补零后的输入",
    "last_by_output_padding": lambda counts, size: f"最后 {_axes(counts)}：为得到 {size}",
    "each_is_copied": "每个元素复制 {factor} 次",
    "zeros_go_between": lambda strides: (
        f"步幅 {strides[0]} 在输入元素之间插入 {strides[0] - 1} 个零"
        if len(set(strides)) == 1
        else "步幅在输入元素之间插入零"
    ),
    "border_goes_around": lambda padding, rings: (
        f"四周 {padding + rings} 圈零中，填充去掉 {padding} 圈，剩 {rings} 圈"
        if padding and rings
        else f"四周补 {rings} 圈零"
        if rings
        else f"这里填充 {padding} 加一圈零"
        if padding
        else "四周补零"
    ),
    "extra_makes_size": lambda counts, size, without: (
        f"output_padding 再加{_axes(counts, '最后')}，使输出为 {size} 而不是 {without}"
    ),
    "nothing_goes_around": "窗口直接在输入上移动",
    "others_likewise": "其余元素的计算方法相同",
    "every_input_is_one": "输入全为 1",
    "how_enlarged": lambda op: HOW_ENLARGED[op],
    "way_named": lambda op: WAYS.get(op, op.replace("_", " ")),
    "copy_of": "{value} 的副本",
    "from_other_cells": "其余的 {amount}",
    "way_is": "{way} – {verdict}",
    "blocky": "块状",
    "smooth": "平滑",
    "with_checkerboard": "棋盘效应",
    "without_checkerboard": "无棋盘效应",
    "with_holes": "有空隙",
    "ones_show_it": "现在输入全为 1：不均匀来自方法本身",
    "ones_show_best": "输出不均匀，是因为输入还是方法？用全为 1 的输入就能看出",
    "ones_are_even": "全部相等",
    "ones_are_even_inside": "{count}，仅边缘较小",
    "ones_are_uneven": lambda counts: _either(counts),
    "stronger_is_larger": "在每个输出之内，颜色越明显，数值越大",
    "copied_times": "复制 {factor} 次",
    "weights_of_means": "权重",
    "for_each_cell": "每个元素不同",
    "values_by_weights": "值 · 权重",
    "row_by_column": "行 × 列",
    "near_and_far": "近 {near}，远 {far}",
    "near_makes": lambda near, far: f"{near + far} = {near} + {far}",
    "divided_by": "÷\u00a0{divisor}",
    "divided_by_sum": "÷\u00a0总和 {divisor}",
    # A picture in grays.
    "row_by_row": "逐行写入已能由输入算出的部分",
    "clipped_colors": "{heading}：{total} 个像素中有 {count} 个超出 0 到 255，被截断",
    "channel_of_color": lambda channel: ("红", "绿", "蓝")[channel],
    "black_and_white": "{heading}：黑色为 {black}，白色为 {white}",
    # A pair.
    "hues_of_channels": "每种色相代表卷积的一个通道，重排前后相同",
    "same_connections": "两者连接同样的元素",
    "shape_comes_back": "{there}的输入就是{here}的输出：大小恢复了，数值却没有",
    "values_come_back": "{there}的输入就是{here}的输出：大小恢复了，这里数值也恢复了",
    # Notes on what is drawn.
    "inputs_drawn": "画出 {of_inputs} 个输入通道中的 {inputs} 个",
    "outputs_drawn": "画出 {of_outputs} 个输出通道中的 {outputs} 个",
    "inputs_and_outputs_drawn": (
        "画出 {of_inputs} 个输入通道中的 {inputs} 个、{of_outputs} 个输出通道中的 {outputs} 个"
    ),
    "sums_over_all": "求和包括所有通道",
    "sums_over_group": "求和包括组内所有通道",
    "small_number_from": "小号数字：元素来自哪个通道",
    "small_number_to": "小号数字：元素去往哪个通道",
    "small_number_of_window": "小号数字：池化窗口的编号",
    "rounded_cells": "元素显示的是舍入后的数值",
    "shortened_sums": "Σ {count} 表示 {count} 项之和",
    # Layers of other frameworks.
    "kernel_flipped_by_jax": "除非 transpose_kernel=True，JAX 会翻转卷积核：缩放核是旋转 180° 的卷积核",
    "crops_unlike_torch": lambda framework, lo, hi, axis: (
        f"{framework} 在{_where(axis)}开头裁掉 {lo}、末尾裁掉 {hi}，PyTorch 中没有等效的调用"
    ),
    "same_size_in_torch": (
        "{crop}：padding {padding} 加 output_padding {output_padding} 得到同样的大小，但数值错开 {shift}"
    ),
    "pads_differ": lambda framework, lo, hi, axis: f"{framework} 在{_where(axis)}开头填充 {lo}、末尾填充 {hi}",
    "names_are": "{names}",
    "left_out_between": "其间省略：{names}",
    "counts_drawn": "没有给出 {names}，按 {counts} 绘制：可用 {option} 指定",
    "read_as": "按 {framework} 读取：若是 {other}，请用 {option}",
    "argument_not_applied": "未应用 {argument}",
    # What a picture is of.
    "about": "{call}：{input_size} 到 {output_size}，{formula}",
    # A summary.
    "columns_of": "{count} 列中的第 {first} 至 {last} 列",
    "multiplications": "乘法次数",
    "heading_rows": "矩阵 {matrix} {size}：第 {first} 至 {last} 行",
    "heading_stamp_counts": "每个元素被多少个缩放核覆盖",
    "heading_window_counts": "每个元素被多少个窗口读取",
    "columns_left_out": "图块排成的列有 {size} 个数，这一页放不下",
    "card_sizes": "输入 {input} → 输出 {output}",
    "on_a_card": "汇总在一页上",
    "heading_zeros": "插零：窗口在补零的输入上滑动",
    "heading_matrix": "矩阵 {matrix} {size}",
    "row_times_x": "{matrix} 的第 {row} 行乘以 x",
    "parameters_without_bias": "参数：{shape}{weights} 个权重，无偏置",
    "parameters_counted": "参数：{shape}{weights} 个权重；加上 {biases} 个偏置共 {total} 个",
    "multiplications_counted": "{places} × {weights} 个权重 = {total}",
    "multiplications_over_zeros": "{words}；用插零后的窗口则为 {outputs} × {weights} = {total}",
    "multiplications_drawn": "按图中的 {inputs} 个输入通道、{outputs} 个输出通道计，{words}",
    "no_parameters": "没有参数",
    "card_draws_channels": "图中只画出并累加 {inputs} 个输入通道、{outputs} 个输出通道",
    "matrix_left_out": "矩阵 {matrix} 有 {size} 个数，这一页放不下",
    # The sentence for readers who do not see the picture.
    "step_count": "共 {count} 步",
    "in_steps": "共 {count} 步",
    "in_steps_some_shown": "共 {count} 步，显示其中 {shown} 步",
    "alt_text": "{what}，{steps}；输出为 {output}。",
    "every_stamp": "所有缩放核放在各自的位置上，相加得到输出",
    "every_window": "所有窗口及其乘积，以及它们的和",
    "alt_op": "对大小为 {input} 的输入做 {call}",
    "alt_conv": "用大小为 {kernel} 的卷积核对大小为 {input} 的输入做卷积，{call}",
    "alt_conv_transpose": "用大小为 {kernel} 的卷积核对大小为 {input} 的输入做转置卷积，{call}",
    "alt_way": "{what}，{way}",
    "alt_pair_of_equal": "{what}，旁边是与其相等的 {call}",
    "alt_pair_of_conv": "{what}，旁边是与其形状对应的转置卷积",
    "alt_pair_of_conv_transpose": "{what}，旁边是与其形状对应的卷积",
    "alt_multiples": "{what}，{values} 并排，{steps}：{sizes}。",
    "alt_compare": lambda input_size, output_size, steps, ops: (
        f"把 {input_size} 的输入放大到 {output_size} 的 {len(ops)} 种方法，",
        steps,
        f"：{'、'.join(WAYS.get(op, op) for op in ops)}。",
    ),
    "by_window": "用窗口扫过插零后的输入",
    "by_both_ways": "在一幅图中用两种算法：累加缩放核，以及用窗口扫过插零后的输入",
    "by_recipe": "分四个阶段",
    "as_matrix": "写成矩阵乘法的形式",
    "plane": "第 {number} 层{index}，{size}",
    "of_the_input": "输入",
    "of_the_output": "输出",
    "of_layer": "第 {number} 层",
    "which_seen": "标出的输出元素能看到哪些输入元素？",
    "which_reached": "标出的输入元素影响哪些输出元素？",
    "extent_of_cells": "{size} = {count} 个元素",
    "cells_counted": "{count} 个元素",
    "cone_through": "经过第 {layer} 层：{where}的 {cells}",
    "cell_sees": "感受野：一个输出元素能看到输入的 {cells}",
    "cell_reaches": "一个输入元素影响输出的 {cells}",
    "as_one_layer": "相当于卷积核大小为 {kernel}、步幅为 {stride}、填充为 {padding} 的一层",
    "rest_outside": "感受野的其余部分在输入之外",
    "ways_counted": "数字是从该元素到标出元素的路径数",
    "ways_counted_from": "数字是从标出元素到该元素的路径数",
    "as_receptive_field": "显示一个元素经过所有层能看到的范围",
    "as_receptive_field_title": "一个元素的感受野",
    "as_reached_title": "一个输入元素影响的范围",
    "layers_and_sizes": "{count} 层 · {sizes}",
    "in_each_channel": "{words}每个通道",
    "in_own_channel": "{words}同一通道",
    "in_own_group": "{words}同组每个通道",
    "layers_in_turn": "每一层读取前一层写出的内容",
    "sizes_in_turn": "各层大小依次为 {sizes}",
    "layer_reads": "第 {layer} 层：{after}的元素 [{cell}] 由{before}的 {count} 个元素算出",
    "layer_reads_padding": (
        "第 {layer} 层：{after}的元素 [{cell}] 由{before}的 {count} 个元素和 {outside} 个填充元素算出"
    ),
    "layer_adds": "第 {layer} 层：{before}的元素 [{cell}] 乘以卷积核，加到{after}的 {count} 个元素上",
    "layer_writes": "第 {layer} 层：{before}的元素 [{cell}] 写入{after}的 {count} 个元素",
    "first_channels_drawn": "通道很多的层只画第一个通道",
    "as_planes": "画成一排平面",
    "as_planes_title": "逐层计算",
    "as_connections": "显示哪些元素相连",
    "as_stamp_counts": "统计覆盖每个输出元素的缩放核个数",
    "as_colors": "用彩色图像表示",
    "as_pixels": "用灰度图像表示",
    # What is said of a cell that is pointed at.
    "output_cell_is": "输出元素 [{cell}]：{value}",
    "input_cell_reaches": "输入元素 [{cell}]（值为 {value}）影响 {count} 个输出元素：{weights}",
    "input_cell_unread": "输入元素 [{cell}]（值为 {value}）没有被任何窗口读取",
    # The player.
    "player": "播放器",
    "play": "播放",
    "pause_pictures": "暂停图片",
    "play_pictures": "播放图片",
    "pause": "暂停",
    "step_back": "上一步",
    "step_forward": "下一步",
    "step": "步",
    "speed": "速度",
    "transcript": "文字说明",
    "point_at_cells": "指向元素",
    "space_key": "空格键",
    "at_the_start": "开始",
    "at_the_finish": "结束",
    # The pages of a gallery.
    "gallery": "图库",
    "gallery_of_animations": "卷积动画图库",
    "picture": "1 张图",
    "pictures": "{count} 张图",
    "pictures_of": "{of} 张图中的 {count} 张",
    "gallery_is_made": (
        "{pictures}，由 `tconv-anim gallery` 从各自的配方生成：不要修改本页或图片，请修改配方。"
        "在浏览器中打开 {index}，可以搜索和筛选。"
    ),
    "run_in_folder": "命令中若有文件名，请在配方所在的文件夹中运行。",
    "also_as": "另有 {names}。",
    "search": "搜索",
    "search_for": "搜索标题、说明和命令",
    "contents": "目录",
    "filters": "筛选",
    "all": "全部",
    "yes": "是",
    "no": "否",
    "default": "默认",
    "show_all": "显示全部",
    "nothing_fits": "没有符合条件的图。请显示全部，或减少搜索词。",
    "copy": "复制",
    "copy_command": "复制命令：{name}",
    "copied": "已复制",
    "selected": "已选中",
    "in_full_size": "查看原图",
    "light": "浅色",
    "dark": "深色",
    "to_light": "切换到浅色",
    "to_dark": "切换到深色",
}
