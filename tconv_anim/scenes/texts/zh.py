"""简体中文: what every message says in Chinese. The terms are those of textbooks; parameters keep PyTorch's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tconv_anim.core.message import Words
from tconv_anim.scenes.texts import Text, say

LANGUAGE = "zh"
Parts = tuple[Words, ...]
"""Words that follow each other without a space between them."""


def _listed(items: Sequence[Words], comma: str = "，") -> Parts:
    """Words with a comma, or another text, between them."""
    first, *others = items
    return (first, *(part for item in others for part in (comma, item)))


def _sentence(words: Words) -> str:
    """What is said as a sentence."""
    text = say(words, LANGUAGE)
    return text if text[-1:] in "。？！….?!" else f"{text}。"


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
    return "" if axis is None else ("沿行方向", "沿列方向")[axis]


AXES = {"row": "行", "column": "列", "cell": "个元素"}
ENDS = {"start": "开头", "end": "末尾"}


def _cut_off(cuts: Sequence[tuple[str, int, str]]) -> str:
    """What padding cuts off: "row", "column" or "cell", how many, and at which end, "start" or "end"."""
    return "裁掉" + "、".join(f"{ENDS[end]} {size} {AXES[axis]}" for axis, size, end in cuts)


def _ways(ways: Sequence[Words], *, comma: bool) -> Parts:
    """Parameters that overlap evenly, with commas between them if one of them is several."""
    return "若要均匀重叠，可改用", *_listed(ways, "，或" if comma else "或")


OP_TITLES = {
    "conv": "卷积",
    "conv_transpose": "转置卷积",
    "avg_pool": "平均池化",
    "max_pool": "最大池化",
    "max_unpool": "最大反池化",
    "bilinear": "双线性上采样",
    "linear": "线性上采样",
    "nearest": "最近邻上采样",
    "nearest_exact": "最近邻上采样（nearest-exact）",
    "bed_of_nails": "补零上采样（bed of nails）",
    "pixel_shuffle": "像素重排（pixel shuffle）",
    "pixel_unshuffle": "逆像素重排（pixel unshuffle）",
    "resize_conv": "先缩放，再卷积",
    "compare": "上采样方法比较",
}
"""Titles of operations."""


def _steps(counts: Sequence[int]) -> str:
    """How far something moves along the axes."""
    return f"{counts[0]} 个元素" if len(set(counts)) == 1 else f"{counts[0]} 行或 {counts[1]} 列"


HOW_ENLARGED = {
    "nearest": "每个值填满一块",
    "nearest_exact": "每个值填满一块",
    "bilinear": "邻近值的加权平均",
    "bed_of_nails": "每个值的周围补零",
    "max_unpool": "每个值回到原来的位置",
    "conv_transpose": "值 × 卷积核，再相加",
    "pixel_shuffle": "每个位置来自一个通道",
    "resize_conv": "先复制，再卷积",
}
"""各运算如何填充输出。"""

TEXTS: Mapping[str, Text] = {
    # What colours mean.
    "legend_this_step": "当前步骤",
    "legend_products": "与卷积核的乘积",
    "legend_finished": "已完成",
    "legend_growing": "还会累加",
    "legend_to_come": "尚未计算",
    "legend_padding": "填充",
    "legend_border": "零边框",
    "legend_zero": "插入的零",
    "legend_empty": "此处不累加",
    "legend_blank": "待填写",
    "legend_extra": "来自 output_padding",
    "legend_larger": "最大的数值",
    "legend_cropped": "被填充裁掉",
    # Where we are.
    "set_up": "准备",
    "crop": "裁剪",
    "done": "完成",
    "step_of": "第 {step} 步，共 {count} 步",
    "step_of_channel": "第 {step} 步，共 {count} 步，通道 {channel}",
    "stamp_of": "第 {stamp} 个缩放核，共 {count} 个",
    "cell_of": "第 {cell} 个元素，共 {count} 个",
    "input_cell_of": "第 {cell} 个输入元素，共 {count} 个",
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
    "of_rows": "{words}（行方向）",
    "of_columns": "{words}（列方向）",
    "rounded": "{words}（已舍入）",
    # Sums.
    "plus": "{left} + {right}",
    "minus": "{left} − {right}",
    "approximately": "{left} {result}",
    "plus_bias": "{left} + 偏置 {bias}",
    "of_other_channels": "{amount}（来自其余 {count} 个通道）",
    "sum_of_cell": "output[{cell}] = {sum}",
    "output_channel_sums": "输出[{channel}]：{sums}",
    "sums": lambda items, shown: _listed(items if shown >= len(items) else (*items[:shown], "…")),
    # A step in words.
    "told": "{progress}：{words}。",
    "told_together": lambda items: _listed(items, "；"),
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
    "calls_in_turn": lambda calls: _listed(calls, "，再 "),
    "at_the_end": "{start}，末尾 {end}",
    "without_last_window": "{words}，不含最后一个窗口，因为它从输入之外开始",
    "weight": "权重 {value}",
    "weights": "权重 {value}",
    "triangle_kernel": "三角形卷积核",
    "single_one": "每个卷积核中只有一个 1",
    "blurred_kernel": "按每个元素的副本模糊后的卷积核",
    "equal_convolution": "{call}，{weights}",
    "with_repeated_border": "先重复输入的边缘，再做 {equal}",
    "in_disguise": "等同于 {equal}",
    "parameters_and_sizes": "输入 {input} · {parameters} → 输出 {output}",
    "dots": lambda items: _listed(items, " · "),
    "kernel_of_size": "卷积核 {size}",
    "channels_from_to": "{inputs} 个输入通道、{outputs} 个输出通道",
    "call_and_sizes": "{call} · 输入 {input} → 输出 {output}",
    # The title of the page.
    "title_of": lambda op: OP_TITLES.get(op, f"{op}"),
    "title_in_turn": lambda ops: _listed(ops, "，再"),
    "title_pair": "{op}与{other}",
    "by_window_title": "插零实现的{op}",
    "by_both_ways_title": "{op}的两种算法",
    "by_recipe_title": "四步完成{op}",
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
    "products_empty": "乘积",
    "scaled_kernel": "{value} × 卷积核",
    "sum_of_stamps": "{count} 个缩放核之和",
    "sum_of_window": "窗口 {number}：Σ = {result}",
    "every_stamp_title": "{op}：所有缩放核及其总和",
    "every_window_title": "{op}：所有窗口及其乘积",
    "stamps_in_place": "每个输入元素缩放一次卷积核；各缩放核放在各自的位置上，重叠处相加",
    "windows_in_place": "每个窗口与卷积核逐元素相乘，乘积之和就是一个输出元素",
    "window_times_kernel": "窗口 × 卷积核",
    "window_times_kernel_sum": "窗口 × 卷积核，Σ {result}",
    "from_channels": lambda channels: ("来自输入通道", *_listed(channels, "、")),
    "channels_added": "其余 {count} 个通道之和",
    "channel": "通道 {channel}",
    "stamps": "缩放核",
    "stamps_per_cell": "每个元素的缩放核数 {size}",
    "placements": "窗口位置",
    "channels_drawn_here": "{count} 个通道中画出 {drawn} 个",
    "padded_to": "填充至 {size}",
    "cropped_to": "裁剪至 {size}",
    "before_cropping": "裁剪前 {size}",
    "zeros_inserted": "插零后 {size}",
    "with_border": "加边后 {size}",
    "cropped": "裁剪后：{size}",
    "bordered_and_cropped": "加边并裁剪后：{size}",
    "two_sizes": "{first}；{second}",
    "flipped": "已翻转",
    "kernel_is_turned": "卷积核翻转（旋转 180°），因为窗口从输出元素往回看输入",
    "turning": "旋转中",
    "convs_matrix": "卷积的矩阵",
    "matrix_transposed": "C 的转置",
    "numbers_counted": "{count} 个数",
    "overlap_add": "重叠相加：把缩放核累加起来",
    "zero_insertion": "插零：算出每个元素的窗口",
    "convolution": "卷积",
    "transposed_convolution": "转置卷积",
    "conv": "卷积",
    "transposed": "转置卷积",
    "kernel_and_stride": "卷积核 {kernel}，步幅 {stride}",
    "kernel_stride_and_dilation": "卷积核 {kernel}，步幅 {stride}，膨胀 {dilation}",
    "even_parameters": "{parameters}：均匀",
    "uneven_parameters": "{parameters}：不均匀",
    # Sliding window.
    "window_moves": lambda counts: f"窗口在输入上每次移动 {_steps(counts)}，每个位置得到一个输出数",
    "kernel_slides": "窗口在输入上滑动，每个位置得到一个输出元素",
    "products_are_added": "窗口与卷积核逐元素相乘，再将乘积相加",
    "products_sum_to": "窗口与卷积核逐元素相乘，乘积之和为 {result}",
    "output_is": "输出为 {size}",
    "output_has_cells": "输出有 {count} 个元素",
    "never_read": lambda counts: f"{_axes(counts, '最后')}从未被读取",
    "never_read_of_padded": lambda counts: f"填充后输入的{_axes(counts, '最后')}从未被读取",
    "kernel_index_of_conv": "卷积核[输出，组内输入]",
    "kernel_index_of_conv_transpose": "卷积核[输入，组内输出]",
    # Overlap-add.
    "cells_stamp": "每个输入元素缩放卷积核，所得的缩放核加到输出上",
    "stamp_moves": lambda counts: f"每个输入元素缩放卷积核；所得的缩放核依次错开 {_steps(counts)}，加到输出上",
    "kernel_is_added": "用 {value} 缩放整个卷积核；缩放核重叠处，数值相加",
    "kernel_of_channel_is_added": "用通道 {channel} 的 {value} 缩放它的各个卷积核，再把缩放核累加",
    "more_channels_are_added": "再累加其余 {count} 个通道",
    "outside_of_output": "{words}，但都在输出之外",
    "sums_written": "缩放核加到原有的数值上",
    "sums_so_far_written": "缩放核加到目前的和上",
    "whole_stamp_cropped": "input[{cell}] 的缩放核全部落在被填充裁掉的边缘里",
    "starts_at_bias": "输出从偏置 {value} 开始累加",
    "starts_at_biases": lambda values: ("每个输出元素从其通道的偏置开始累加：", *_listed(values)),
    "from_output_padding": lambda counts: f"{_axes(counts, '最后')}来自 output_padding",
    "cells_cut_off": _cut_off,
    "border_cut_off": "填充裁掉边缘",
    "padding_cuts": "填充 {padding} 裁掉边缘",
    "padding_cuts_and_keeps": "填充 {padding} 裁掉边缘，输出填充 {output_padding} 保留末尾",
    "no_overlap": "{what}互不重叠",
    "cells_sum": lambda what, counts: ("每个元素是", *_either(counts), "个", what, "之和"),
    "cells_sum_from_to": "每个元素是 {least} 到 {most} 个{what}之和",
    "some_received_none": "有些元素什么也没有收到",
    "legend_gradient": "损失对输出的梯度",
    "as_im2col": "写成列的矩阵乘积",
    "as_im2col_title": "{op}写成列：im2col",
    "as_col2im_title": "{op}写成列：col2im",
    "patches_as_columns": "图块作为列 {size}",
    "kernel_as_row": "卷积核作为行 {size}",
    "kernel_as_column": "卷积核作为列 {size}",
    "input_as_row": "输入作为行 {size}",
    "output_as_row": "输出作为行",
    "columns_to_fold": "各列 {size}",
    "patches_become_columns": "输入的每个图块逐行排成一列，每个卷积核排成一行",
    "patch_becomes_column": "窗口下的图块排成第 {column} 列",
    "row_times_column": "卷积核的行乘以第 {column} 列，得到一个输出数",
    "row_is_folded": "把行折回：输出为 {size}",
    "columns_are_folded": "卷积核的列乘以输入的每个数，得到一列，再折回并相加",
    "column_times_number": "{values} × 卷积核的列，得到第 {column} 列",
    "column_is_added": "第 {column} 列折回到窗口并相加",
    "by_padding_first": "并把填充单独作为一步",
    "by_padding_title": "{op}：先填充，再滑动窗口",
    "pad_rows": "1. 在上下填充",
    "pad_columns": "1. 在左右填充",
    "pad_cells": "1. 在两端填充",
    "pad_none": "1. 填充为 0",
    "no_padding": "不添加任何单元",
    "pad_cuts": "1. 切去负填充",
    "pad_slides": "2. 窗口以步长 {stride} 滑动",
    "pad_places": "窗口的位置数",
    "pad_grows": "{how}：{size}",
    "pad_with_zeros": "在输入周围添加零",
    "pad_by_reflecting": "边框以边缘为轴镜像输入",
    "pad_by_replicating": "边框重复边缘的单元",
    "pad_from_other_side": "边框重复另一侧的单元",
    "as_gradients_title": "{op}：梯度反向传播",
    "loss_gradient": "g{index} = dL/dy{index} {size}",
    "gradient_of_input": "dL/dx{index} {size}",
    "gradient_of_kernel": "dL/dw{index} {size}",
    "gradient_of_bias": "dL/db{index}",
    "gradient_forward": "前向",
    "gradient_by_input": "反向：dL/dx",
    "gradient_by_kernel": "卷积核的梯度：dL/dw",
    "gradient_by_bias": "偏置的梯度：dL/db",
    "same_kernel": "同一个卷积核",
    "gradient_opening": "先前向计算：从输入 x 到输出 y",
    "gradient_goes_forward": "前向计算向右进行：损失 L 取决于 y",
    "gradient_x_is_conv_transpose": "反向传播向左进行：g 的每个数乘以卷积核，结果加到当时的窗口上",
    "gradient_x_is_conv": "反向传播向左进行：窗口在 g 上滑动，读取每个输入元素加到过的位置",
    "gradient_w_is_correlation": "让 g 在输入 x 上滑动：逐元素相乘，再相加",
    "gradient_w_exchanged": "输入 x 在 g 上滑动：逐元素相乘，再相加",
    "gradient_w_products": "两者逐元素相乘，再把乘积相加",
    "gradient_channel_sums": "dL/dx[{channel}]：{sums}",
    "gradient_w_of_others": "其他卷积核的梯度同样得到",
    "gradient_b_is_sum": "偏置加到每个输出元素上，所以它的梯度是 g 的和",
    "gradient_b_adds": lambda totals: ("把 g 的各数相加得 ", *_listed(totals)),
    "backward_of_conv": "卷积的反向传播是用同一个卷积核的转置卷积",
    "backward_of_conv_transpose": "转置卷积的反向传播是用同一个卷积核的卷积",
    "as_gradients": "连同反向传播：对输入、卷积核和偏置的梯度",
    # Zero insertion and the recipe of four steps.
    "border_in_words": "p′ 是零边框的宽度；填充越大，边框越窄",
    "insert_zeros": "插入零",
    "add_border": "加零边框",
    "crop_negative_border": "裁剪，因为 p′ 为负",
    "flip_kernel": "翻转卷积核",
    "use_stride_1": "步幅取 1",
    "recipe_given": "给定的输入和卷积核",
    "recipe_1": "1. 计算 z 和 p′",
    "recipe_1_numbers": "{z}，p′ 见下",
    "recipe_2_rows": "2. 插入 z 行零",
    "recipe_2_columns": "2. 插入 z 列零",
    "recipe_2_cells": "2. 在元素之间插入 z 个零",
    "recipe_2_none": "2. {z}",
    "recipe_2_no_neighbours": "2. 插入 z 个零",
    "no_zeros": "无需插零",
    "no_neighbours": "无需插入，因为没有相邻元素",
    "recipe_3": "3. 加零边框",
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
    "two_ways": "两种算法得到同样的数值",
    "same_output": "两种算法的输出相同",
    "has_all_stamps": "output[{cell}] 已收到全部缩放核",
    "no_stamp_reaches": "没有缩放核到达 output[{cell}]",
    "window_sums_to": "{cell}，其窗口之和为 {result}",
    "window_gives": "{cell}，其窗口得到 {sum}",
    # A matrix.
    "matrix_has_rows": "{product}，C 的每一行对应卷积核的一个位置",
    "matrix_has_columns": "{product}，Cᵀ 的每一列对应卷积核的一个位置",
    "matrix_has_row_of_each_cell": "{product}，C 的每一行对应一个输出元素",
    "matrix_has_column_of_each_cell": "{product}，C 的每一列对应一个输入元素",
    "matrix_zeros_apart": "矩阵的空格是 0：两个元素不相连",
    "column_of_c": "C 的第 {column} 列是此输入元素的权重",
    "over_divisor": "每个数除以 {divisor}",
    "row_of_matrix": "C 的第 {row} 行是位于此窗口处的卷积核",
    "column_of_matrix": "Cᵀ 的第 {column} 列（即 C 的第 {column} 行）是位于此缩放核处的卷积核",
    "row_of_c": "C 的第 {row} 行是此输出元素的权重",
    "matrix_groups": "x 和 y 中的框：图中的各行",
    "matrix_zeros": "矩阵的空格是 0",
    # Connections.
    "which_connected": "哪些元素相连",
    "input_cell": "input[{cell}]",
    "output_cell": "output[{cell}]",
    "input_cell_of_channels": "输入元素 [{cell}]",
    "output_cell_of_channels": "输出元素 [{cell}]",
    "input_cells": "{count} 个输入元素",
    "output_cells": "{count} 个输出元素",
    "of_each_channel": "每个通道的 {cells}",
    "of_each_channel_of_group": "组内每个通道的 {cells}",
    "connected": "{cell} 与 {cells}相连",
    "connected_and_padding": "{cell} 与 {cells}以及 {outside} 个填充元素相连",
    "connected_and_cropped": "{cell} 与 {cells}以及被填充裁掉的 {outside} 个元素相连",
    "each_gets_product": "{words}：各加上 {value} × 对应的权重",
    "each_gets_product_of_channels": "{words}：各加上它的数值 × 对应的权重",
    "cells_are_weighed": lambda words, count: (
        words,
        "，乘以对应的权重" if count == 1 else "：各乘以对应的权重，再相加",
    ),
    "reads_nothing": "{cell} 不读取任何输入元素，只读取 {outside} 个填充元素",
    "reaches_nothing": "{cell} 不到达任何输出元素，只到达被填充裁掉的 {outside} 个元素",
    "which_of_input": "一个输入元素到达哪些输出元素？",
    "which_of_output": "一个输出元素读取哪些输入元素？",
    "of_its_channel": "其通道的 {cells}",
    "input_cell_connected": "{cell} 到达 {cells}",
    "output_cell_connected": "{cell} 读取 {cells}",
    "input_cell_alone": "{cell} 不到达任何输出元素",
    "output_cell_alone": "{cell} 不读取任何输入元素",
    "each_of_input": lambda least, most: f"每个输入元素到达 {_range(least, most)} 个输出元素",
    "each_of_output": lambda least, most: f"每个输出元素读取 {_range(least, most)} 个输入元素",
    "at_these_values": "仅对这些数值如此；数值不同，相连的元素也不同",
    "conv_other_way": "卷积方向相反：从 {count} 个元素回到一个",
    "conv_transpose_other_way": "转置卷积方向相反：从一个元素回到 {count} 个",
    "cells_are_added": "每个输入元素按其权重加到它到达的各个元素上",
    "weights_are_added": "加上 {value} × 其权重",
    "weights_of_channel_are_added": "加上 {value} × 其在通道 {channel} 的权重",
    # Ways to enlarge.
    "cells_stay_zero": "{of} 个元素中有 {count} 个仍为 0",
    "are_means": lambda least, most: f"{_range(least, most)} 个数值的平均",
    "are_copies": lambda least, most: "每个数值移到一个元素" if most == 1 else f"每个数值复制 {_range(least, most)} 次",
    "are_uneven_sums": lambda least, most: f"不均匀：各 {_range(least, most)} 个乘积",
    "are_even_sums": "内部均匀：各 {count} 个乘积",
    "are_sums": lambda least, most: f"{_range(least, most)} 个乘积之和",
    # Overlap.
    "how_many_input_cells": "每个输出元素收到多少个输入元素",
    "most_input_cells": "目前一个输出元素最多收到 {count} 个输入元素",
    "input_cells_counted": "输入元素",
    "even_inside": "内部均匀：每个元素收到 {count} 个输入元素",
    "how_many_stamps": "每个元素收到多少个缩放核",
    "no_overlap_yet": "目前没有重叠",
    "most_stamps": "目前一个元素最多收到 {count} 个缩放核",
    "equal_weights": "卷积核的权重全部相同",
    "even_because": "均匀，因为步幅 {stride} 整除卷积核 {kernel}",
    "each_cell_gets": "每个元素收到 {count} 个缩放核",
    "inner_cells_get": "远离边缘的元素各收到 {count} 个缩放核",
    "even_if_larger": "更大的输出中部是均匀的，每个元素会收到 {count} 个缩放核",
    "only_edges": "这里只有边缘",
    "uneven_if_larger": "更大的输出是不均匀的：{reasons}",
    "too_small_to_show": "这里太小，看不出来",
    "uneven_because": "{what}，因为{reasons}",
    "inner_cells_differ": lambda counts: ("内部元素各收到 ", *_listed(counts, "、"), " 个缩放核"),
    "gaps": "有空隙",
    "unevenness": "不均匀",
    "stripes": "条纹",
    "checkerboard": "棋盘效应",
    "stride_is_larger": "步幅 {stride} 大于卷积核大小 {kernel}",
    "stride_does_not_divide": "卷积核大小 {kernel} 不是步幅 {stride} 的倍数",
    "shared_factor": "步幅 {stride} 与膨胀 {dilation} 有公因数",
    "two_reasons": "{first}，并且{second}",
    "even_with": _ways,
    "kernel_value": "卷积核 {value}",
    "stride_value": "步幅 {value}",
    "dilation_value": "膨胀 {value}",
    "with_change": "{first}加{second}",
    "repeats_every_cells": "图案每 {count} 个元素重复一次",
    "repeats_every": lambda counts: f"图案每 {_axes(counts)}重复一次",
    # Why a view does not draw an operation.
    "several_side_by_side": "它是并排的几个运算",
    "not_side_by_side": "它不是并排的几个运算",
    "made_of_stages": "它由几个运算组成",
    "not_made_of_stages": "它不是由几个运算组成的",
    "has_no_kernel": "它没有卷积核",
    "has_a_kernel": "它有卷积核",
    "reads_no_windows": "它没有读取窗口的步骤",
    "writes_no_windows": "它没有写入窗口的步骤",
    "not_linear": "它不是线性的，因为哪些元素起作用取决于数值",
    "reaches_one_cell": "每个输入元素最多到达一个输出元素",
    "works_on_rows": "它处理的是一行，而不是平面",
    # Upsampling, pooling and chains.
    "reads_and_writes": "每一步读取和写入的元素都会点亮",
    "output_is_with_zeros": "输出为 {size}，没有写入处为零",
    "largest_is": "{count} 个元素中最大的是 {result}",
    "goes_to_cell": "{result} 写入 [{cell}]",
    "goes_to_cell_of_channel": "{result} 写入输出通道 {channel} 的 [{cell}]",
    "goes_to_cells": "{result} 写入 {count} 个元素",
    "weighted_cells": "{count} 个元素的加权和：{result}",
    "mean_is": "{count} 个元素的平均值为 {result}",
    "sum_divided_is": "{count} 个元素之和除以 {divisor}，得 {result}",
    "mean_with_padding_is": "{count} 个元素与 {padding} 个填充元素的平均值为 {result}",
    "places_remembered": "记住各个最大值的位置",
    # A comparison.
    "ways_from_to": "从 {start} 到 {end} 的 {count} 种方法",
    "one_input": "所有方法使用同一输入",
    "completes": "橙色：由此输入元素完成的元素",
    "how_enlarged": lambda op: HOW_ENLARGED[op],
    "copy_of": "{value} 的副本",
    "worked_cell": "各名称下写出了同一元素的算式；颜色深浅表示数值大小",
    "pixel_shuffle_reads": "pixel_shuffle 读取 {count} 个通道，其他方法只读取通道 0",
    "max_unpool_places": "max_unpool：位置是某个 max_pool 可能记住的",
    # A picture in grays.
    "row_by_row": "逐行写入由输入完成的部分",
    "black_and_white": "{heading}：黑色为 {black}，白色为 {white}",
    # A pair.
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
    "rounded_cells": "元素显示的是舍入后的数值",
    "shortened_sums": "Σ {count} 表示 {count} 个乘积之和",
    # Layers of other frameworks.
    "kernel_flipped_by_jax": "除非 transpose_kernel=True，JAX 会翻转卷积核：缩放核是旋转 180° 的卷积核",
    "crops_unlike_torch": lambda framework, lo, hi, axis: (
        f"{framework} {_where(axis)}在开头裁掉 {lo}、在末尾裁掉 {hi}，PyTorch 没有这样的调用"
    ),
    "same_size_in_torch": (
        "{crop}：padding {padding} 加 output_padding {output_padding} 得到同样的大小，但数值错开 {shift}"
    ),
    "pads_differ": lambda framework, lo, hi, axis: f"{framework} {_where(axis)}在开头填充 {lo}、在末尾填充 {hi}",
    "names_are": "{names}",
    "counts_drawn": "没有给出 {names}，按 {counts} 绘制：可用 {option} 指定",
    "read_as": "按 {framework} 读取：若是 {other}，请用 {option}",
    "argument_not_applied": "未应用 {argument}",
    # What a picture is of.
    "about": "{call}：{input_size} 到 {output_size}，{formula}",
    # The sentence for readers who do not see the picture.
    "in_steps": "共 {count} 步",
    "in_steps_some_shown": "共 {count} 步，显示其中 {shown} 步",
    "alt_text": "{what}，{steps}；输出为 {output}。",
    "every_stamp": "所有缩放核各在其位，并相加成输出",
    "every_window": "所有窗口及其乘积，以及它们的和",
    "alt_op": "对大小为 {input} 的输入做 {call}",
    "alt_conv": "用大小为 {kernel} 的卷积核对大小为 {input} 的输入做卷积，{call}",
    "alt_conv_transpose": "用大小为 {kernel} 的卷积核对大小为 {input} 的输入做转置卷积，{call}",
    "alt_way": "{what}，{way}",
    "alt_pair_of_conv": "{what}，旁边是与其形状对应的转置卷积",
    "alt_pair_of_conv_transpose": "{what}，旁边是与其形状对应的卷积",
    "alt_compare": lambda input_size, output_size, steps, ops: (
        f"把 {input_size} 的输入放大到 {output_size} 的 {len(ops)} 种方法，",
        steps,
        f"：{'、'.join(ops)}。",
    ),
    "by_window": "用窗口扫过插零后的输入",
    "by_both_ways": "并列两种算法：累加缩放核，以及用窗口扫过插零后的输入",
    "by_recipe": "按四个步骤",
    "as_matrix": "写成与矩阵的乘积",
    "as_connections": "显示哪些元素相连",
    "as_stamp_counts": "数出每个输出元素收到的缩放核",
    "as_pixels": "用灰度图像表示",
    # What is said of a cell that is pointed at.
    "output_cell_is": "输出元素 [{cell}]：{value}",
    "input_cell_reaches": "输入元素 [{cell}] 是 {value}，到达 {count} 个输出元素：{weights}",
    "input_cell_unread": "输入元素 [{cell}] 是 {value}，没有窗口读取它",
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
    "filters": "筛选",
    "all": "全部",
    "yes": "是",
    "no": "否",
    "default": "默认",
    "show_all": "显示全部",
    "nothing_fits": "没有符合的图。请显示全部，或减少搜索词。",
    "copy": "复制",
    "copy_command": "复制命令",
    "copied": "已复制",
    "selected": "已选中",
    "in_full_size": "查看原图",
    "light": "浅色",
    "dark": "深色",
    "to_light": "切换到浅色",
    "to_dark": "切换到深色",
}
