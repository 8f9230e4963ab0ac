"""日本語: what every message says in Japanese. The terms are those of textbooks; parameters keep PyTorch's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tconv_anim.core.message import Words
from tconv_anim.scenes.texts import Text, say
from tconv_anim.scenes.texts._words import Parts, listed, opposite, spelled

LANGUAGE = "ja"
NAMES_OF_SIZES = {
    "o": "出力",
    "i": "入力",
    "k": "カーネル",
    "r": "倍率",
    "lo": "先頭の padding",
    "hi": "末尾の padding",
}
KEYWORDS = {"input": "入力|窓", "kernel": "カーネル", "now": "スタンプ|積"}
ROUNDING = {"⌊": "（⌊ ⌋ は切り下げ）", "⌈": "（⌈ ⌉ は切り上げ）", "⌊⌈": "（⌊ ⌋ は切り下げ、⌈ ⌉ は切り上げ）"}


def _listed(items: Sequence[Words], comma: str = "、") -> Parts:
    """Words with a comma, or another text, between them."""
    return listed(items, comma)


def _sentence(words: Words) -> str:
    """What is said as a sentence."""
    text = say(words, LANGUAGE)
    return text if text[-1:] in "。？！….?!" else f"{text}。"


def _is(result: Words) -> Parts:
    """What a value is; of a rounded one its sign says so."""
    return (result,) if say(result, LANGUAGE).startswith("≈") else ("は ", result)


def _either(items: Sequence[Words]) -> Parts:
    """Words with commas between them, and "or" before the last."""
    *others, last = items
    return (*_listed(others, "、"), "または", last) if others else (last,)


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}～{most}"


def _axes(counts: Sequence[int]) -> str:
    """How many rows and columns, or cells of a row; nothing for a zero."""
    names = ("行", "列") if len(counts) == 2 else ("個の要素",)
    return "と ".join(f"{n} {name}" for name, n in zip(names, counts, strict=True) if n)


def _where(axis: int | None) -> str:
    """The axis that is meant, if they differ."""
    return "" if axis is None else ("縦方向の", "横方向の")[axis]


AXES = {"row": "行", "column": "列", "cell": "要素"}
ENDS = {"start": "先頭", "end": "末尾"}


def _cell_index(*, ndim: int, channels: bool, framed: bool) -> str:
    """What the numbers in the brackets of a cell's name are, of which the first may be its channel."""
    place = "行、列" if ndim > 1 else "位置"
    where = "破線の枠の中で" if framed else ""
    return f"要素の {f'[チャネル、{place}] や ' if channels else ''}[{place}] は{where} 0 から数える"


def _cut_off(cuts: Sequence[tuple[str, int, str]]) -> str:
    """What padding cuts off: "row", "column" or "cell", how many, and at which end, "start" or "end"."""
    return "切り取り：" + "、".join(f"{ENDS[end]}の {size} {AXES[axis]}" for axis, size, end in cuts)


def _ways(ways: Sequence[Words], *, comma: bool) -> Parts:
    """Parameters that overlap evenly, with commas between them if one of them is several."""
    return "均一に重ねるには", *_listed(ways, "、または" if comma else "または"), "を使う"


def _part_of_cell(stride: int) -> str:
    """What a stride's window moves on the input."""
    return "入力要素一つ分" if stride == 1 else "入力要素の半分" if stride == 2 else f"入力要素の 1/{stride} "


def _of_inputs(values: Sequence[str], channels: Sequence[int]) -> str:
    """The numbers that input channels have at a place; without channels of the only one."""
    if len(values) > 2:
        return f"入力 {channels[0]} から {channels[-1]} の {'、'.join(values)} "
    named = (f"入力[{channel}] の {value}" for value, channel in zip(values, channels, strict=True))
    return " と".join(named) + " " * (len(values) > 1) if channels else f"入力の {values[0]}"


def _where_stamps_go(inputs: int, added: int, outputs: int, to: int | None) -> str:
    """To which output the stamps of so many input channels are added."""
    if outputs == 1:
        return f"{'すべての' if inputs > 1 else ''}スタンプを出力に足す"
    if to is not None:
        return f"スタンプを出力[{to}] に足す"
    return f"{'各行のスタンプ' if inputs > 1 < added else '各スタンプ'}を対応する出力に足す"


OP_TITLES = {
    "conv": "畳み込み",
    "conv_transpose": "転置畳み込み",
    "avg_pool": "平均プーリング",
    "adaptive_avg_pool": "適応的平均プーリング",
    "max_pool": "最大プーリング",
    "adaptive_max_pool": "適応的最大プーリング",
    "max_unpool": "最大アンプーリング",
    "bilinear": "バイリニア補間による拡大",
    "bicubic": "バイキュービック補間による拡大",
    "unfold": "アンフォールド（im2col）",
    "fold": "フォールド（col2im）",
    "linear": "線形補間による拡大",
    "nearest": "最近傍補間による拡大",
    "nearest_exact": "最近傍補間による拡大（nearest-exact）",
    "bed_of_nails": "ゼロ挿入による拡大（bed of nails）",
    "pixel_shuffle": "ピクセルシャッフル",
    "pixel_unshuffle": "ピクセルアンシャッフル",
    "resize_conv": "拡大してから畳み込み",
    "compare": "拡大方法の比較",
}
"""Titles of operations."""


def _steps(counts: Sequence[int]) -> str:
    """How far something moves along the axes."""
    return f"{counts[0]} 要素" if len(set(counts)) == 1 else f"{counts[0]} 行または {counts[1]} 列"


HOW_ENLARGED = {
    "nearest": "各値がブロックを埋める",
    "nearest_exact": "各値がブロックを埋める",
    "bilinear": "近い値ほど重い",
    "bicubic": "近い値ほど重く、負の重みもある",
    "bed_of_nails": "値の周りにゼロを置く",
    "max_unpool": "最大値の位置に戻す",
    "pixel_shuffle": "位置ごとに一つのチャネル",
}
"""カーネルのない各演算が出力をどう埋めるか。"""

WAYS = {
    "nearest": "最近傍",
    "nearest_exact": "最近傍（exact）",
    "bilinear": "バイリニア",
    "bicubic": "バイキュービック",
    "bed_of_nails": "ゼロ挿入",
    "max_unpool": "最大アンプーリング",
    "conv_transpose": "転置畳み込み",
    "pixel_shuffle": "ピクセルシャッフル",
    "resize_conv": "拡大後の畳み込み",
}
"""拡大方法の短い名前。"""

SIDES = {
    (-1, -1): "左上", (-1, 0): "上", (-1, 1): "右上", (0, -1): "左", (0, 1): "右",
    (0, 0): "中央", (1, -1): "左下", (1, 0): "下", (1, 1): "右下", (-1,): "左", (0,): "中央", (1,): "右",
}  # fmt: skip
"""Where a cell or a weight is, by the signs of rows and columns, or of the places of a single row."""

TEXTS: Mapping[str, Text] = {
    # What colours mean.
    "legend_this_step": "このステップ",
    "legend_example": "見本",
    "legend_products": "カーネルとの積",
    "legend_finished": "完了",
    "legend_growing": "加算の途中",
    "legend_padding": "パディング",
    "legend_border": "ゼロの枠",
    "legend_zero": "挿入したゼロ",
    "legend_empty": "何も加算されない",
    "legend_blank": "書き込む欄",
    "fill_in_output": "出力を埋めよ",
    "fill_in_input": "入力を埋めよ",
    "fill_in_kernel": "カーネルを埋めよ",
    "legend_extra": "output_padding による要素",
    "legend_larger": "最大値",
    "legend_cropped": "パディングで切り取り",
    # Where we are.
    "set_up": "準備",
    "crop": "切り取り",
    "done": "完了",
    "step_of": "ステップ {step}／{count}",
    "step_of_channel": "ステップ {step}／{count}、チャネル {channel}",
    "stamp_of": "スタンプ {stamp}／{count}",
    "cell_of": "要素 {cell}／{count}",
    "row_of": "行 {row}／{count}",
    "side_by_side": "並べて表示",
    "stage_progress": lambda op, progress: (OP_TITLES.get(op, f"{op}"), "、", progress),
    "recipe_progress": "{recipe_step}、{progress}",
    # What joins other words.
    "list": lambda items: _listed(items),
    "clauses": lambda items: _listed(items, "。"),
    "and": "{first}と{second}",
    "labelled": "{label}：{words}",
    "sentence": lambda words: _sentence(words),
    "own_progress": "{progress}、{words}",
    "rows": "行：{words}",
    "columns": "列：{words}",
    "of_rows": "{words}（縦方向）",
    "of_columns": "{words}（横方向）",
    "rounded": "{words}（丸めた値）",
    # Sums.
    "plus": "{left} + {right}",
    "minus": "{left} − {right}",
    "approximately": "{left} {result}",
    "plus_bias": "{left} + バイアス {bias}",
    "of_other_channels": "{amount}（ほかの {count} チャネルから）",
    "sum_of_cell": "出力[{cell}] = {sum}",
    "sum_of_layer_cell": "第 {number} 層[{cell}] = {sum}",
    "output_channel_sums": "出力[{channel}]：{sums}",
    "sums": lambda items, shown: _listed(items[:shown]),
    # A step in words.
    "told": "{progress}：{words}。",
    "told_together": lambda items: _listed(items, "。"),
    "told_with_sums": "{words}（{sums}）",
    "numbers_are": lambda title, further, rows: (
        title,
        *(("、", further) if further else ()),
        "：",
        "、".join(f"[{row}]" for row in rows),
    ),
    "cell_is": "[{cell}] = {value}",
    "more_cells": "ほか {count} 個の要素",
    # Calls and formulas.
    "compared": "{ops} の比較",
    "size_in_letters": lambda letters: spelled(letters, NAMES_OF_SIZES),
    "rounds": lambda brackets: ROUNDING[brackets],
    "calls_in_turn": lambda calls: _listed(calls, "、続いて "),
    "at_the_end": "{start}、末尾では {end}",
    "without_last_window": "{words}（入力の外から始まる最後の窓を除く）",
    "weight": "重み {value}",
    "weights": "重み {value}",
    "triangle_kernel": "三角カーネル",
    "cubic_kernel": "バイキュービックのカーネル",
    "single_one": "各カーネルに 1 が一つだけ",
    "reordered_weights": "並べ替えた同じ重み",
    "blurred_kernel": "各要素のコピーにわたってぼかしたカーネル",
    "equal_convolution": "{call}（{weights}）",
    "with_repeated_border": "入力の縁をコピーしたうえでの{equal}",
    "in_disguise": "{equal}と同じ",
    "parameters_and_sizes": "入力 {input} · {parameters} → 出力 {output}",
    "dots": lambda items: _listed(items, " · "),
    "kernel_of_size": "カーネル {size}",
    "without_padding": "パディングなし",
    "channels_from_to": "入力 {inputs} チャネル、出力 {outputs} チャネル",
    "call_and_sizes": "{call} · 入力 {input} → 出力 {output}",
    # The title of the page.
    "title_of": lambda op: OP_TITLES.get(op, f"{op}"),
    "title_in_turn": lambda ops: _listed(ops, "、続いて"),
    "title_equal": "{op} = {other}",
    "title_pair": "{op}と{other}",
    "by_window_title": "ゼロ挿入による{op}",
    "with_channels_title": "マルチチャネルの{op}",
    "in_groups_title": "グループ化{op}",
    "depthwise_title": "チャネルごとの{op}（depthwise）",
    "by_both_ways_title": "{op}の二つの計算法",
    "by_recipe_title": "四つの手順でみる{op}",
    "as_matrix_title": "行列としての{op}",
    "as_connections_title": "{op}：要素のつながり",
    "as_stamp_counts_title": "{op}：スタンプの重なり",
    "as_pixels_title": "画像の{op}",
    # Titles and headings.
    "input": "入力{index} {size}",
    "output": "出力{index} {size}",
    "kernel": "カーネル {size}",
    "kernel_of": "カーネル[{index}]",
    "kernel_between": "入力 {input} → 出力 {output}",
    "kernel_of_channels": "カーネル {input} → {output}",
    "products_empty": "積",
    "stamp_empty": "スタンプ",
    "scaled_kernel": "{value} × カーネル",
    "sum_of_stamps": "{count} 個のスタンプの和",
    "sum_of_window": "窓 {number}：Σ = {result}",
    "every_stamp_title": "{op}：すべてのスタンプとその和",
    "every_window_title": "{op}：すべての窓とその積",
    "stamps_in_place": "入力の各値をカーネルに掛け、そのスタンプを所定の位置に置いて、重なりを足し合わせる",
    "windows_in_place": "各窓とカーネルを要素ごとに掛け、その積の和が出力の値一つになる",
    "window_times_kernel": "窓 × カーネル",
    "input_times_kernel": "入力[{input}] × {kernel}",
    "plus_more": "+ {words}",
    "value_times_kernel": "{value} × {kernel}",
    "adds_up_to": lambda result: ("和", *_is(result)),
    "from_channels": lambda channels: ("入力チャネル", *_listed(channels), "から"),
    "channels_added": "ほかの {count} チャネルの和",
    "stamps": "スタンプ",
    "stamps_counted": "スタンプ数",
    "stamps_of_channels": "スタンプ（{count} チャネル分）",
    "stamps_per_cell": "出力 {size}：各要素のスタンプの数",
    "placements": "列の値",
    "channels_drawn_here": "{count} チャネル中 {drawn} チャネルを表示",
    "input_channels": lambda size, drawn, count: (
        f"入力 {size}、{count} チャネル{f'中 {drawn} チャネル' if drawn < count else ''}"
    ),
    "input_channel": "入力[{channel}]",
    "padded_to": "パディング後 {size}",
    "cropped_to": "切り取り後 {size}",
    "before_cropping": "切り取る前は {size}",
    "border_is_cropped": "縁は切り取り済み",
    "zeros_inserted": "ゼロ挿入後 {size}",
    "with_border": "枠を付けて {size}",
    "cropped": "切り取り後 {size}",
    "bordered_and_cropped": "枠を付けて切り取り後 {size}",
    "two_sizes": "{first}、{second}",
    "flipped": "180° 回転済み",
    "turning": "回転中",
    "column_as_plane": lambda size, framed: f"{'破線の ' if framed else ''}{size} が一列",
    "row_as_plane": lambda size, framed: f"{'破線の ' if framed else ''}{size} が一行",
    "weights_folded_back": "各入力要素の重み（パディングで繰り返す分も含む）",
    "kernel_in_its_place": "カーネルをその位置に置く",
    "kernel_in_each_row": "各行：カーネルをストライド {stride} ずつ動かす",
    "kernel_in_each_column": "各列：カーネルをストライド {stride} ずつ動かす",
    "row_of_each_cell": "出力の要素ごとに一行",
    "column_of_each_cell": "入力の要素ごとに一列",
    "input_row_by_row": "入力を行順に",
    "output_row_by_row": "出力を行順に",
    "input_as_column": "入力を一列に",
    "output_as_column": "出力を一列に",
    "overlap_add": "重畳加算：スタンプを足し合わせる",
    "convolution": "畳み込み",
    "transposed_convolution": "転置畳み込み",
    "conv": "畳み込み",
    "transposed": "転置畳み込み",
    "kernel_and_stride": "カーネル {kernel}、ストライド {stride}",
    "kernel_stride_and_dilation": "カーネル {kernel}、ストライド {stride}、ダイレーション {dilation}",
    "even_parameters": "{parameters}：均一",
    "uneven_parameters": "{parameters}：不均一",
    # Sliding window.
    "window_moves": lambda counts: (
        f"窓は入力の上を {_steps(counts)}ずつ動き、位置ごとに出力の値が一つ決まる。カーネルは回転しない"
    ),
    "kernel_slides": "窓が入力の上を動き、位置ごとに出力の値が一つ決まる。カーネルは回転しない",
    "products_are_added": "窓とカーネルを要素ごとに掛け、積を足し合わせる",
    "products_sum_to": lambda result: ("窓とカーネルを要素ごとに掛ける。積の和", *_is(result)),
    "products_and_bias_are_added": lambda result: ("窓とカーネルを要素ごとに掛ける。積とバイアスの和", *_is(result)),
    "products_among_zeros": lambda result: (
        "窓とカーネルを要素ごとに掛ける。ゼロとの積は 0、残りの積の和",
        *_is(result),
    ),
    "products_among_zeros_and_bias": lambda result: (
        "窓とカーネルを要素ごとに掛ける。ゼロとの積は 0、残りの積とバイアスの和",
        *_is(result),
    ),
    "window_of_zeros": lambda result: ("窓の中はゼロだけ。出力", *_is(result)),
    "window_of_zeros_and_bias": "窓の中はゼロだけ。出力はバイアスの {result}",
    "windows_are_added": "出力[{channel}]：入力ごとに窓とそのカーネルを掛け、すべての積を足す",
    "windows_and_bias_are_added": "出力[{channel}]：入力ごとに窓とそのカーネルを掛け、すべての積とバイアスを足す",
    "output_is": "出力は {size}",
    "each_is_such_a_sum": "{words}。各要素はこのような積の和で、強調した要素はその一つ",
    "output_has_cells": "出力の要素は {count} 個",
    "never_read": lambda counts: f"最後の {_axes(counts)}は一度も読まれない",
    "never_read_of_padded": lambda counts: f"パディング後の入力の最後の {_axes(counts)}は一度も読まれない",
    "kernel_index_of_conv": lambda groups: (
        f"カーネル[出力チャネル、{'グループ内の' if groups else ''}入力チャネル]（0 から）"
    ),
    "kernel_index_of_conv_transpose": lambda groups: (
        f"カーネル[入力チャネル、{'グループ内の' if groups else ''}出力チャネル]（0 から）"
    ),
    # Overlap-add.
    "cells_stamp": "入力要素ごとに、その値をカーネルに掛けたスタンプを出力に足す",
    "stamp_moves": lambda counts: (
        f"入力要素ごとに、その値をカーネルに掛けたスタンプを {_steps(counts)}ずつずらして足す"
    ),
    "kernel_is_added": "カーネル全体を {value} 倍する。スタンプが重なるところでは値を足し合わせる",
    "channels_stamp": lambda each, added, groups: (
        f"各入力{'要素' if added == groups == 1 else 'チャネル'}を",
        "対応するカーネル"
        if each == 1
        else f"{'グループ内の' if groups > 1 else ''}出力ごとに一つ、計 {each} 個のカーネル",
        "に掛け、",
        ("各出力にその行のスタンプを足す" if each * groups > 1 else f"出力に {added} チャネルのスタンプを足す")
        if added > 1
        else "各スタンプを対応する出力に足す",
    ),
    "stamps_are_added": lambda values, channels, each, added, outputs, to: (
        _of_inputs(values, channels),
        "をそれぞれ" if len(values) > 1 else " を",
        f"対応する{'カーネル' if each == 1 else f' {each} 個のカーネル'}に掛け、",
        _where_stamps_go(len(values), added, outputs, to),
    ),
    "more_channels_are_added": "ほかの {count} チャネルも足す",
    "outside_of_output": "{words}（出力の外）",
    "sums_written": "スタンプを元の値に足す",
    "sums_so_far_written": "スタンプをこれまでの和に足す",
    "whole_stamp_cropped": "入力[{cell}] のスタンプはすべて、パディングで切り取られる縁に入る",
    "starts_at_bias": "出力の初期値はバイアス {bias}",
    "starts_at_biases": lambda biases: ("各要素の初期値はチャネルのバイアス：", *_listed(biases)),
    "from_output_padding": lambda counts: f"最後の {_axes(counts)}は output_padding による",
    "cells_cut_off": _cut_off,
    "border_cut_off": "パディングの分だけ縁を切り取る",
    "padding_cuts": "パディング {padding} は縁を切り取る：{whole} → {size}（畳み込みでは付け足す）",
    "padding_in_both": "パディング {padding} はスタンプの縁を切り取る：{whole} → {size}。"
    "窓の入力ではゼロを取り除いた",
    "padding_cuts_and_keeps": (
        "パディング {padding} の分だけ縁を切り取り、output_padding {output_padding} "
        "の分だけ末尾を残す"
    ),
    "no_overlap": "{what}は重ならない",
    "cells_sum": lambda what, counts: ("各要素は", *_either(counts), "個の", what, "の和"),
    "cells_sum_from_to": "各要素は {least}～{most} 個の{what}の和",
    "some_received_none": "何も受け取らない要素がある",
    "stamps_meet": "{cell} には印を付けた入力要素から 1 個ずつ、計 {count} 個のスタンプが重なる",
    "cells_meet": "{cell} は印を付けた {count} 個の入力要素を読む",
    "channels_fill_block": "値は場所を変えるだけ。パディングなし："
    "出力の各 {size} ブロックは、{count} チャネルの同じ位置の要素で埋まる",
    "block_fills_channels": "値は場所を変えるだけ。パディングなし："
    "入力の各 {size} ブロックは、{count} チャネルの同じ位置に分かれる",
    "channels_come_from": "アップサンプリング用：前の畳み込みが {count} チャネルを計算する",
    "meet_in_marked": "{words}。強調した要素では {count} 個",
    "legend_gradient": "出力についての損失の勾配",
    "as_im2col": "列に並べ替え、行列積として",
    "as_im2col_title": "{op}を行列積で計算：im2col",
    "as_col2im_title": "{op}を行列積で計算：col2im",
    "patches_as_columns": "列にしたパッチ {size}",
    "kernel_as_row": "行にしたカーネル {size}",
    "kernel_as_column": "列にしたカーネル {size}",
    "input_as_row": "行にした入力 {size}",
    "output_as_row": "行にした出力",
    "columns_to_fold": "列 {size}",
    "patches_become_columns": "入力の各パッチを行ごとに並べて一列に、各カーネルを一行に並べる",
    "patch_becomes_column": "窓で切り出したパッチが第 {column} 列になる",
    "row_times_column": "行にしたカーネルと第 {column} 列の積が、出力の値一つになる",
    "row_is_folded": "行を出力の形に並べ直す：出力は {size}",
    "columns_are_folded": "列にしたカーネルに入力の各値を掛けて列を作り、窓の位置に戻して足す",
    "column_times_number": "{values} × 列にしたカーネルが第 {column} 列になる",
    "column_is_added": "第 {column} 列を窓の位置に戻して足す",
    "by_padding_first": "パディングを一つの手順として",
    "by_padding_title": "{op}：パディング、次に窓",
    "pad_rows": "1. 上下にパディングする",
    "pad_columns": "1. 左右にパディングする",
    "pad_cells": "1. 両端にパディングする",
    "pad_none": "1. パディング 0",
    "no_padding": "何も付け足さない",
    "pad_cuts": "1. 負のパディングの分を切り取る",
    "pad_slides": "2. 窓をストライド {stride} で動かす",
    "pad_places": "窓の位置の数",
    "pad_grows": "{how}：{size}",
    "pad_with_zeros": "入力の周りにゼロを付け足す",
    "pad_by_reflecting": "縁で折り返した要素を付け足す",
    "pad_by_replicating": "縁の要素を付け足す",
    "pad_from_other_side": "反対側の要素を付け足す",
    "as_gradients_title": "{op}：勾配の逆伝播",
    "loss_gradient": "g{index} = dL/dy{index} {size}",
    "gradient_of_input": "dL/dx{index} {size}",
    "gradient_of_kernel": "dL/dw{index} {size}",
    "gradient_of_bias": "dL/db{index}",
    "gradient_forward": "順伝播",
    "gradient_by_input": "dL/dx = g とカーネルの転置畳み込み",
    "gradient_by_input_back": "dL/dx = g とカーネルの畳み込み",
    "gradient_by_kernel": "dL/dw = x と g の畳み込み",
    "gradient_by_kernel_back": "dL/dw = g と x の畳み込み",
    "gradient_by_bias": "dL/db = g の和",
    "same_kernel": "同じカーネル",
    "gradient_opening": "まず順伝播：入力 x から出力 y へ",
    "gradient_goes_forward": "順伝播は右へ進み、損失 L は y で決まる",
    "gradient_x_is_conv_transpose": "逆伝播は左へ進み、g の各値をカーネルに掛けて、元の窓の位置に足す",
    "gradient_x_is_conv": "逆伝播は左へ進み、窓が g の上を動いて、各入力要素が足された先の勾配を読む",
    "gradient_w_is_correlation": "g を窓として入力 x の上を動かし、要素ごとに掛けた積を足し合わせる",
    "gradient_w_exchanged": "入力 x を窓として g の上を動かし、要素ごとに掛けた積を足し合わせる",
    "gradient_w_products": "入力と g を要素ごとに掛けて、積を足し合わせる",
    "gradient_channel_sums": "dL/dx[{channel}]：{sums}",
    "gradient_sum_of_cell": "dL/dx[{cell}] = {sum}",
    "gradient_w_of_others": "他のカーネルの勾配も同じように求まる",
    "gradient_b_is_sum": "バイアスはすべての出力要素に足されるので、その勾配は g の和",
    "gradient_b_adds": lambda totals: ("g の和は ", *_listed(totals)),
    "backward_of_conv": "畳み込みの逆伝播は、同じカーネルの転置畳み込み",
    "backward_of_conv_transpose": "転置畳み込みの逆伝播は、同じカーネルの畳み込み",
    "as_gradients": "逆伝播（入力・カーネル・バイアスの勾配）とともに",
    # Zero insertion and the recipe of four steps.
    "border_in_words": "p′ はゼロの枠の幅で、パディングが大きいほど狭い",
    "zeros_between": lambda stride: (
        f"ストライド {stride}：入力の要素の間にゼロを {stride - 1} 個入れる"
    ),
    "zeros_between_by_axis": "ストライド：入力の要素の間にゼロを入れる",
    "window_moves_on": "{words}。窓は 1 ずつ動く",
    "border_of_zeros": lambda without, padding, dilation, whole, size: (
        f"ゼロの枠：{'カーネル − 1' if dilation == 1 else 'ダイレーション × (カーネル − 1)'} = {without} 周で",
        f"出力は {whole} になる。パディング {padding} は {padding} 周を取り除き、{size} が残る"
        if padding
        else f"出力は {size}",
    ),
    "border_around": lambda rings, dilation: (
        "その周りにゼロの枠",
        f"：{'カーネル − 1' if dilation == 1 else 'ダイレーション × (カーネル − 1)'} = {rings} 周" if rings else "",
        "。最初の窓は角だけが入力に重なる",
    ),
    "zeros_come": lambda between, around: (
        "転置畳み込みは、入力要素の",
        "と".join(["間"] * between + ["周り"] * around),
        "にゼロを入れた畳み込みである",
    ),
    "insert_zeros": "ゼロを挿入",
    "add_border": "ゼロの枠を付ける",
    "crop_negative_border": "p′ が負なので切り取る",
    "flip_kernel": "カーネルを 180° 回転",
    "use_stride_1": "窓は 1 ずつ動かす",
    "by_fractions": "ゼロを挿入せず、入力の上で窓を 1/stride 要素ずつ動かして計算",
    "by_fractions_title": "{op}：分数ストライド",
    "window_moves_by": lambda strides: (
        f"出力の位置が一つ進むごとに、窓は{_part_of_cell(strides[0])}だけ動く"
        if len(set(strides)) == 1
        else f"出力の位置が一つ進むごとに、窓は下へ{_part_of_cell(strides[0])}、右へ{_part_of_cell(strides[1])}だけ動く"
    ),
    "middles_count": "入力要素の中心に重なる重みだけが効く。ほかは、ゼロ挿入なら 0 に掛かる重み",
    "window_at": "出力[{cell}]：窓の中心は入力の [{middle}]、{of} 個の重みのうち {count} 個が要素の中心に重なる",
    "same_as_with_zeros": "要素の間にゼロを挿入した場合と同じ出力",
    "recipe_given": "与えられた入力とカーネル",
    "recipe_1": "1. z と p′ を計算",
    "recipe_1_numbers": "{z}、p′ は上の式のとおり",
    "recipe_2_rows": "2. ゼロを z 行ずつ挿入",
    "recipe_2_columns": "2. ゼロを z 列ずつ挿入",
    "recipe_2_cells": "2. 要素の間にゼロを z 個ずつ挿入",
    "recipe_2_none": "2. {z}",
    "recipe_2_no_neighbours": "2. ゼロを z 個挿入",
    "no_zeros": "挿入するゼロはない",
    "no_neighbours": "隣の要素がないので挿入しない",
    "recipe_3": "3. ゼロの枠を付ける",
    "recipe_3_crop": "3. p′ が負なので切り取る",
    "recipe_3_none": "3. {border}",
    "size_now": "大きさは {size}",
    "where_positive": "p′ が正のところだけ",
    "size_left": "残りは {size}",
    "no_border": "付ける枠はない",
    "recipe_4": "4. カーネルを反転",
    "recipe_4_window": "4. ストライド 1 で畳み込み",
    "turns": "180° 回転する",
    "reversed": "前後が逆になる",
    "single_cell_stays": "要素が一つなので変わらない",
    # Both ways side by side.
    "two_ways": "同じ値を求める二つの計算法：スタンプを足し合わせる、ゼロ挿入の窓で計算する",
    "border_of_stamps": "パディングは、スタンプでは最後に縁を切り取る",
    "stamp_then_windows": "各ステップでスタンプを一つ足し、そこで完了した要素を窓で計算する",
    "adds_by_stamp": lambda value, weight, where: (
        f"転置畳み込みは {value} × カーネルを枠の出力要素に足す：",
        f"印の要素には {value} × {SIDES[where]}の重み {weight}",
    ),
    "seen_in_window": lambda value, where: (
        f"その出力要素の窓では {value} は{SIDES[opposite(where)]}にある：",
        "そのためカーネルを 180° 回転する",
    ),
    "same_output": "どちらの計算法も出力は同じ",
    "zeros_left_out": lambda rings, padding, whole, size: (
        f"パディング {padding} は {rings} 周のうち {padding} 周を取り除き"
        if rings
        else "パディングは外側のゼロを取り除き",
        f"、出力は {whole} ではなく {size} になる",
    ),
    "zeros_crossed_out": lambda rings, padding: (
        "窓では外側のゼロを取り除く",
        f"：{rings} 周のうち {padding} 周" if rings else "",
    ),
    "turned_to_look_back": "スタンプは入力要素から出ていき、窓はそれを逆に見る：そのためカーネルを 180° 回転する",
    "window_looks_back": "転置畳み込みは入力から出力へ向かい、窓は出力から逆に見る：そのためカーネルを 180° 回転する",
    "same_products": "どちらの計算法も出力は同じ：ここでは同じ {count} 個の積の和",
    "has_all_stamps": lambda cell: f"{f'出力[{cell}]' if cell else '印の要素'} は完了：後のスタンプは届かない",
    "no_stamp_reaches": "出力[{cell}] に届くスタンプはない",
    "input_of_window": lambda between, rings, dilation: (
        *(("。".join(map(say, between)), "。") if between else ()),
        "周りにゼロの枠",
        f"：{'カーネル − 1' if dilation == 1 else 'ダイレーション × (カーネル − 1)'} = {rings} 周" if rings else "",
    ),
    "of_overlap_add": "重畳加算 – {words}",
    "of_zero_insertion": "ゼロ挿入 – {words}",
    "window_sums_to": lambda cell, result: (cell, "。その窓の重み付き和", *_is(result)),
    # A matrix.
    "so_many_ways": "同じ値を求める {count} 通りの計算法",
    "all_ways_give_the_same": "{count} 通りとも出力は同じ",
    "reading_of_stamp": "{cell} のスタンプは、その値 × Cᵀ の一列であり、足し戻す列でもある",
    "reading_of_window": "{cell} の窓は一列に並べたパッチであり、その重みは C の一行",
    "heading_window": "スライドする窓",
    "heading_matrix_of_stamps": "行列 Cᵀ {size}：スタンプごとに一列",
    "heading_matrix_of_windows": "行列 C {size}：窓ごとに一行",
    "heading_col2im": "元の位置に足し戻す列：col2im",
    "heading_im2col": "列にしたパッチ：im2col",
    "by_all_ways": "すべての計算法を並べて",
    "by_all_ways_title": "{op}：すべての計算法",
    "matrix_is_multiplied": "行列に x（一列に並べた入力）を掛けると y（出力）になる：{product}",
    "column_of_c": "{value} × C の第 {column} 列が y に入る：この入力要素の重み",
    "over_divisor": "どの値も {divisor} で割る",
    "columns_add_up": "転置畳み込みは {product}：x の各値を対応する列に掛け、すべての列を足す",
    "matrix_of_convolution": "畳み込み {output} → {input} の行列：窓ごとに一行",
    "matrix_is_sought": "ある行列に入力 x を掛けると出力 y になる：どの行列か",
    "first_window": lambda before, after, border: (
        f"行列は逆向きの畳み込み {before} → {after} から来る：",
        f"{'破線の' if border else 'この'} {before} を行順に読むと C の第 1 行",
    ),
    "border_of_convolution": "枠は畳み込みのパディング：その上の重みは C に入らない",
    "each_window": "窓ごとに一行：行順に読んだ {before} の画像に C を掛けると、この畳み込みになる",
    "rows_become_columns": "C を転置すると Cᵀ：行が列になる。第 {number} 行は第 {number} 列",
    "first_row_placed": lambda count, border: (  # noqa: ARG005
        f"最初の出力要素では、カーネルはここ{'。枠はパディング' if border else ''}"
    ),
    "first_row": "行順に読むと {matrix} の第 1 行",
    "window_of_convolution": "畳み込みの窓",
    "each_row": "出力の要素ごとにこのような一行があり、合わせて {matrix}",
    "row_times_x_is": lambda matrix, result, count, bias, by_row: (
        "" if by_row else "行で読むと、",
        f"{matrix} の印を付けた行と x の内積は ",
        result,
        f"：{count} 個の積{'とバイアス' if bias else ''}{'の和' if count > 1 or bias else ''}",
    ),
    "is_row_times_x": "{words}。式では、{matrix} の第 {row} 行と x の内積が y の {row} 番目の値",
    "row_of_matrix": "C の第 {row} 行（この窓の位置に置いたカーネル）と x の内積が y の {row} 番目の値",
    "column_of_matrix": "x の {value} を Cᵀ の対応する列に掛け、y に足す",
    "row_of_c": "C の第 {row} 行（この出力要素の重み）と x の内積が y の {row} 番目の値",
    "matrix_x_above": "x の各値は対応する列の上に示す",
    "border_is_not_in_y": "畳み込みのパディングはここでは切り取られ、y に入らない",
    "matrix_zeros": lambda written: f"行列の空欄は 0：カーネルがない{'。書かれた 0 は重み' if written else ''}",
    # Connections.
    "input_cell": "入力[{cell}]",
    "output_cell": "出力[{cell}]",
    "input_cell_of_channels": "入力要素 [{cell}]",
    "output_cell_of_channels": "出力要素 [{cell}]",
    "cell_by_value": "{value}",
    "marked_input_cell": "印を付けた入力要素",
    "marked_output_cell": "印を付けた出力要素",
    "input_cells": "{count} 個の入力要素",
    "output_cells": "{count} 個の出力要素",
    "of_each_channel": "各チャネルの {cells}",
    "of_each_channel_of_group": "グループ内の各チャネルの {cells}",
    "other_way": "出力から見ると、{words}",
    "sums_of_products": "積の和",
    "cell_index": _cell_index,
    "pair_of_stamp": lambda words, value, where, product: (
        words,
        f"{'。' if words else ''}{value} のスタンプは",
        f"{f'その{SIDES[where]}の値を足す：' if where else '次を足す：'}{product}",
    ),
    "pair_in_stamp": lambda value, where: (
        f"{value} のスタンプでは、印の要素は{SIDES[where]}：{value} × {SIDES[where]}の重みになる"
    ),
    "pair_in_window": lambda value, where: (
        f"窓では {value} は{SIDES[opposite(where)]}にあり、回転したカーネルのその重みも同じ位置にある"
    ),
    "one_of_each_stamp": lambda count, cells: (
        f"印の要素は{'' if cells == 1 else 'どれも '}{count} 個の積の和。重なるスタンプから一つずつ"
    ),
    "products_of_marked": lambda count, cells: (
        f"印の要素は{'' if cells == 1 else 'どれも '}{count} 個の積の和。積はその重みの位置に書いてある"
    ),
    "pairs_of_stamps": lambda where: f"枠のスタンプが、そこに{f'その{SIDES[where]}' if where else '印'}の値を足した",
    "weight_met_by_input": lambda value, weight, where: (
        f"転置畳み込みでは {value} が {value} × カーネルを出力に足す：",
        f"印の要素には {value} × {SIDES[where]}の重み {weight}",
    ),
    "seen_from_output": lambda value, where: (
        f"その要素から見ると {value} は{SIDES[opposite(where)]}にある：",
        "そのためカーネルを 180° 回転する",
    ),
    "weight_met_by_output": lambda output, cell, weight, where: (
        f"入力[{cell}] の{SIDES[opposite(where)]}の出力[{output}] は、カーネルの{SIDES[where]}の重み {weight} を掛ける"
    ),
    "lies_as_input": lambda value, weight, where: (
        f"180° 回転すると、重み {weight} も窓の中の {value} と同じく{SIDES[opposite(where)]}に来る"
    ),
    "lies_as_output": lambda weight, where: (
        "180° 回転すると、どの重みも対応する出力要素と同じ側に来る：",
        f"{weight} は{SIDES[opposite(where)]}",
    ),
    "kernel_as_given": "元のカーネル",
    "kernel_turns": "カーネルを回転",
    "connected_and_padding": "{cell}は{cells}とパディングの {outside} 要素を読む",
    "connected_and_cropped": "{cell}は{cells}に届く。そのうち {outside} 要素はパディングで切り取られる",
    "part_of_marked": "印を付けた {total} のうち {product} は {value} から来る",
    "marked_is": "印を付けた要素は {product}",
    "cells_are_weighed": lambda words, count: (
        words,
        "。カーネルの重みを掛ける" if count == 1 else "。それぞれにカーネルの重みを掛けて足し合わせる",
    ),
    "reads_nothing": "{cell}は入力要素を読まず、パディングの {outside} 要素だけを読む",
    "reaches_nothing": "{cell}は出力要素に届かず、パディングで切り取られる {outside} 要素だけに届く",
    "which_of_input": "計算済みの出力の値はどこから来るか：各入力要素はどの出力要素に届き、何を足すか",
    "which_of_output": "計算済みの出力の値はどこから来るか：各出力要素はどの入力要素を読むか",
    "of_its_channel": "同じチャネルの {cells}",
    "input_cell_connected": "{cell}は{cells}に届く",
    "output_cell_connected": "{cell}は{cells}を読む",
    "input_cell_alone": "{cell}はどの出力要素にも届かない",
    "output_cell_alone": "{cell}はどの入力要素も読まない",
    "each_of_input": lambda least, most: f"各入力要素は {_range(least, most)} 個の出力要素に届く",
    "each_of_output": lambda least, most: f"各出力要素は {_range(least, most)} 個の入力要素を読む",
    "of_marked_cells": lambda way, cells: (way, "：", *listed(cells)),
    "read_together": lambda count: (
        f"{count} 個の入力要素は、このうち二つ以上から読まれる" if count else "二つ以上から読まれる入力要素はない"
    ),
    "reached_together": lambda count: (
        f"{count} 個の出力要素には、このうち二つ以上が届く" if count else "二つ以上が届く出力要素はない"
    ),
    "at_these_values": "この値の場合であり、値が変わるとつながる要素も変わる",
    "cells_are_added": "各入力要素に重みを掛け、届く先の要素に足す",
    "weights_are_added": "{value} × その重みを足す",
    "weights_of_channel_are_added": "{value} × チャネル {channel} の重みを足す",
    # Ways to enlarge.
    "cells_stay_zero": "{of} 個中 {count} 個は 0 のまま",
    "are_means": lambda least, most: f"{_range(least, most)} 個の値の平均",
    "are_copies": lambda least, most: (
        "各値は一つの要素に移る" if most == 1 else f"各値を {_range(least, most)} 回コピー"
    ),
    "are_uneven_sums": lambda counts: ("積を ", *_either(counts), " 個足す"),
    "are_even_sums": lambda count, edges: f"積を {count} 個足す{'、縁では少ない' if edges else ''}",
    "are_sums": lambda least, most: f"{_range(least, most)} 個の積の和",
    # Overlap.
    "title_of_layers": "順に {count} 層",
    "how_many_ways": "入力から各要素への経路はいくつあるか",
    "ways_to_each": lambda layer, least, most, where: (
        f"第 {layer} 層：", where, f"の各要素への経路は {_range(least, most)} 本",
    ),
    "gaps_between": "隙間あり",
    "even_counts": "均一：1",
    "uneven_by": "不均一：{ratio}",
    "ways_with_gaps": "経路のない要素があり、隙間になる",
    "ways_even": "縁から離れた要素では、経路の数がどれも同じ",
    "ways_uneven": "縁から離れた要素でも、経路の数に {ratio} 倍の差がある",
    "uneven_in_turn": "各層の後の不均一さ（縁から離れた要素の最多 ÷ 最少）：{ratios}",
    "ends_even": "出力は縁から離れれば均一",
    "grows_with_layers": "市松模様は層を重ねるごとに強まる",
    "how_many_input_cells": "各出力要素に届く入力要素の数",
    "most_input_cells": "ここまでで一つの出力要素に最大 {count} 個の入力要素",
    "input_cells_counted": "入力要素",
    "even_inside": "内側は均一：各要素に {count} 個の入力要素",
    "how_many_stamps": "各入力要素は、自分の値を掛けたカーネル（スタンプ）を出力に重ねる",
    "only_stamps_counted": "ここではスタンプの数だけを数える：値にかかわらず各要素に +1",
    "numbers_left_out": "値は省略",
    "one_more_stamp": "印を付けた入力要素のスタンプが重なる各要素に +1",
    "stamps_on_cell": "印の要素のスタンプ数：{sum}",
    "axis_by_axis": "軸ごと",
    "along_axes": "上：各列に届く入力の列の数、左：各行に届く入力の行の数",
    "counts_multiply": "要素の数はその積：印を付けた入力要素から 1 個ずつ",
    "equal_weights": "カーネルの重みはすべて同じ",
    "even_because": "均一で市松模様は出ない：ストライド {stride} がカーネルの大きさ {kernel} を割り切るため",
    "some_get_more": "{words}、スタンプの多い要素ほど値が大きい",
    "gaps_stay_empty": "{words}、スタンプの届かない要素がある",
    "each_cell_gets": "各要素に {count} 個のスタンプ",
    "inner_cells_get": "縁から離れた各要素に {count} 個のスタンプ",
    "even_if_larger": "もっと大きい出力なら中央は均一で、各要素に {count} 個のスタンプ",
    "only_edges": "この出力には縁しかない",
    "uneven_if_larger": "もっと大きい出力なら不均一：{reasons}",
    "too_small_to_show": "この出力は小さすぎて見えない",
    "uneven_because": "{what}：{reasons}",
    "gaps": "隙間",
    "unevenness": "不均一",
    "stripes": "しま模様",
    "checkerboard": "市松模様（チェッカーボード）",
    "stride_is_larger": "ストライド {stride} がカーネルの大きさ {kernel} を超えるため",
    "stride_does_not_divide": "カーネルの大きさ {kernel} がストライド {stride} の倍数でないため",
    "so_many_along_axis": "{reason}（各軸で {least} 個か {most} 個）",
    "shared_factor": "ストライド {stride} とダイレーション {dilation} に 1 より大きい公約数があるため",
    "two_reasons": "{first}、また{second}",
    "even_with": _ways,
    "with_output": "{parameters}、出力 {size}：",
    "even_inner_cells": lambda count, edges: f"{'内側の' * edges}各要素に {count} 個",
    "as_drawn": "{words}（小さい図）",
    "kernel_value": "カーネル {number}",
    "stride_value": "ストライド {number}",
    "dilation_value": "ダイレーション {number}",
    "with_change": "{first}と{second}",
    # Why a view does not draw an operation.
    "several_side_by_side": "いくつかの演算を並べたものだから",
    "not_side_by_side": "いくつかの演算を並べたものではないから",
    "made_of_stages": "いくつかの演算からなるから",
    "not_made_of_stages": "いくつかの演算からなるものではないから",
    "has_no_kernel": "カーネルがないから",
    "has_a_kernel": "カーネルがあるから",
    "reads_no_windows": "窓を読むステップがないから",
    "writes_no_windows": "窓に書くステップがないから",
    "goes_column_by_column": "列ごとに進むから",
    "not_linear": "線形でないから（どの要素が効くかは値による）",
    "reaches_one_cell": "各入力要素は多くても一つの出力要素にしか届かないから",
    "works_on_rows": "平面ではなく一列の要素を扱うから",
    # Upsampling, pooling and chains.
    "reads_and_writes": "各ステップで読む要素と書く要素を強調する",
    "output_is_with_zeros": "出力は {size}、書き込みのないところはゼロ",
    "largest_is": "{count} 個の要素の最大値は {result}",
    "goes_to_cell": "{result} を [{cell}] に書く",
    "goes_to_cell_of_channel": "{result} を出力チャネル {channel} の [{cell}] に書く",
    "goes_to_cells": "{result} を {count} 個の要素に書く",
    "weighted_cells": "{count} 個の要素の重み付き和：{result}",
    "mean_is": lambda count, result: (f"{count} 個の要素の平均", *_is(result)),
    "window_ends": "開始 {start}、{end} の手前まで",
    "windows_differ": "{input} は {output} で割り切れないので、窓の大きさは不ぞろいで、窓どうしが要素を共有する",
    "windows_share": "{input} は {output} で割り切れないので、窓どうしが要素を共有する",
    "not_included": "{words}（含まない）",
    "patches_are_columns": "窓で切り出したパッチが、行ごとに並んで行列の一列になる",
    "columns_are_added": "各列を窓に戻す。窓が重なるところでは値を足す",
    "columns_laid": "列",
    "sum_divided_is": "{count} 個の要素の和を {divisor} で割ると {result}",
    "mean_with_padding_is": lambda count, padding, result: (
        f"{count} 個の要素とパディング {padding} 個の平均",
        *_is(result),
    ),
    "places_remembered": "最大値の位置を覚えておく",
    "to_remembered_place": "{words}。窓 {window} の最大値があった位置",
    # A comparison.
    "ways_from_to": "{start} から {end} への {count} 通りの方法",
    "one_input": "どの方法も同じ入力から {size} を作る",
    "weights_are_ones": "畳み込みの重みはすべて 1",
    "way_copies": "{way}：{how}。この要素は {value} のコピー",
    "way_stays_zero": "{way}：{how}。この要素は 0 のまま",
    "way_weighs": "{way}：点（この要素の位置）に近い値ほど重みが大きい。重みの合計は {total}",
    "way_weighs_pairs": lambda way, near, far, axes: (
        way,
        f"：点はこの要素の位置。{'各軸で' if axes > 1 else ''}近い値まで要素の {far}/{near + far}、"
        f"他方まで {near}/{near + far} なので重みは {near} と {far}",
    ),
    "way_weighs_at_edge": lambda way, near, far: (
        way,
        "：縁の外に値はなく、端の値の重みは",
        f" {near}\u00a0+\u00a0{far}\u00a0=\u00a0{near + far}" if near else "大きくなる",
    ),
    "way_divides": "{way}：各値に重みを掛け、その和を重みの和 {divisor} で割る",
    "way_means": "{way}：{count} 個の値の平均。{how}",
    "way_meets": lambda way, count, copies: (
        way,
        f"：窓の中の{'コピーの' if copies else ''}値は {count} 個{'' if copies else '。ゼロは和を変えない'}",
    ),
    "adds_evenly": lambda way, count, edges: (
        way,
        f"：どの要素も積を {count} 個足す{'（縁は少ない）' if edges else ''}。市松模様なし",
    ),
    "adds_unevenly": lambda way, counts, verdict: (
        way,
        "：間に 0 があり、積を ",
        *_either(counts),
        " 個足す。",
        verdict,
        "になる",
    ),
    "with_padding": lambda padding: f"パディング {padding}" if padding else "パディング",
    "input_with_zeros": "入力とゼロ",
    "last_by_output_padding": lambda counts, size: f"最後の {_axes(counts)}：出力 {size} のため",
    "each_is_copied": "各要素を {factor} 回コピー",
    "zeros_go_between": lambda strides: (
        f"ストライド {strides[0]} により、入力の要素の間にゼロを {strides[0] - 1} 個入れる"
        if len(set(strides)) == 1
        else "ストライドにより、入力の要素の間にゼロを入れる"
    ),
    "border_goes_around": lambda padding, rings: (
        f"周りのゼロの枠 {padding + rings} 周のうち、パディングが {padding} 周を取り除き、{rings} 周になる"
        if padding and rings
        else f"周りにゼロの枠が {rings} 周ある"
        if rings
        else f"ここではパディング {padding} でゼロの枠を加える"
        if padding
        else "周りにゼロの枠を加える"
    ),
    "extra_makes_size": lambda counts, size, without: (
        f"output_padding が最後の {_axes(counts)}を加え、出力は {without} ではなく {size} になる"
    ),
    "nothing_goes_around": "窓は入力の上をそのまま動く",
    "others_likewise": "他の要素も同じように計算する",
    "every_input_is_one": "入力はすべて 1",
    "how_enlarged": lambda op: HOW_ENLARGED[op],
    "way_named": lambda op: WAYS.get(op, op.replace("_", " ")),
    "copy_of": "{value} のコピー",
    "from_other_cells": "他から {amount}",
    "way_is": "{way} – {verdict}",
    "blocky": "ブロック状",
    "smooth": "なめらか",
    "with_checkerboard": "市松模様",
    "without_checkerboard": "市松模様なし",
    "with_holes": "隙間",
    "ones_show_it": "入力をすべて 1 とした：むらは方法から来る",
    "ones_show_best": "出力のむらは入力のせいか、方法のせいか。すべて 1 の入力で分かる",
    "ones_are_even": "すべて等しい",
    "ones_are_even_inside": "{count}、縁だけは少ない",
    "ones_are_uneven": lambda counts: _either(counts),
    "stronger_is_larger": "各出力の中で、色が強いほど値が大きい",
    "copied_times": "{factor} 回コピー",
    "weights_of_means": "重み",
    "for_each_cell": "要素ごとに変わる",
    "values_by_weights": "値 · 重み",
    "row_by_column": "行 × 列",
    "near_and_far": "近い値 {near}、他 {far}",
    "near_makes": lambda near, far: f"{near + far} = {near} + {far}",
    "divided_by": "÷\u00a0{divisor}",
    "divided_by_sum": "÷\u00a0合計 {divisor}",
    # A picture in grays.
    "row_by_row": "入力の行ごとに、完成するところを書く",
    "clipped_colors": "{heading}：{total} 画素のうち {count} 画素は 0～255 の範囲外のため、クリップされる",
    "channel_of_color": lambda channel: ("赤", "緑", "青")[channel],
    "black_and_white": "{heading}：黒は {black}、白は {white}",
    # A pair.
    "hues_of_channels": "色相は畳み込みのチャネルを表し、並べ替えの前後で同じ",
    "same_connections": "どちらも同じ要素をつなぐ",
    "shape_comes_back": "{there}の入力は{here}の出力。大きさは元に戻るが、値は戻らない",
    "values_come_back": "{there}の入力は{here}の出力。大きさが元に戻り、ここでは値も戻る",
    # Notes on what is drawn.
    "inputs_drawn": "表示：入力 {of_inputs} チャネル中 {inputs} チャネル",
    "outputs_drawn": "表示：出力 {of_outputs} チャネル中 {outputs} チャネル",
    "inputs_and_outputs_drawn": (
        "表示：入力 {of_inputs} チャネル中 {inputs} チャネル、出力 {of_outputs} チャネル中 {outputs} チャネル"
    ),
    "sums_over_all": "和は全チャネルについてとる",
    "sums_over_group": "和はグループ内の全チャネルについてとる",
    "small_number_from": "小さい数字：元になるチャネル",
    "small_number_to": "小さい数字：行き先のチャネル",
    "small_number_of_window": "小さい数字：何番目のプーリングの窓か",
    "rounded_cells": "要素には丸めた値を表示",
    "shortened_sums": "Σ {count} は {count} 個の項の和",
    # Layers of other frameworks.
    "kernel_flipped_by_jax": (
        "JAX は transpose_kernel=True でない限りカーネルを反転する。スタンプは 180° 回転したカーネルになる"
    ),
    "crops_unlike_torch": lambda framework, lo, hi, axis: (
        f"{framework} は{_where(axis)}先頭を {lo}、末尾を {hi} 切り取る。PyTorch に同じ呼び出しはない"
    ),
    "same_size_in_torch": (
        "{crop}。padding {padding} と output_padding {output_padding} なら大きさは同じで、値の位置が {shift} "
        "だけずれる"
    ),
    "pads_differ": lambda framework, lo, hi, axis: (
        f"{framework} は{_where(axis)}先頭に {lo}、末尾に {hi} のパディングを付ける"
    ),
    "names_are": "{names}",
    "left_out_between": "間にある {names} は省略",
    "counts_drawn": "{names} の値がないので {counts} として描く：{option} で指定できる",
    "read_as": "{framework} として読んだ：{other} なら {option} を使う",
    "argument_not_applied": "{argument} は適用されない",
    # What a picture is of.
    "about": "{call}：{input_size} から {output_size} へ、{formula}",
    # A summary.
    "columns_of": "{count} 列のうち第 {first}～{last} 列",
    "multiplications": "乗算の回数",
    "heading_rows": "行列 {matrix} {size}：第 {first}～{last} 行",
    "heading_stamp_counts": "各要素に届くスタンプの数",
    "heading_window_counts": "各要素を読む窓の数",
    "columns_left_out": "パッチの列の {size} 個の数は、このページには多すぎる",
    "card_sizes": "入力 {input} → 出力 {output}",
    "on_a_card": "一ページにまとめたもの",
    "heading_zeros": "ゼロ挿入：ゼロの上を動く窓",
    "heading_matrix": "行列 {matrix} {size}",
    "row_times_x": "{matrix} の第 {row} 行 × x",
    "parameters_without_bias": "パラメータ：{shape}{weights} 個の重み、バイアスなし",
    "parameters_counted": "パラメータ：{shape}{weights} 個の重み。{biases} 個のバイアスを含めると {total} 個",
    "multiplications_counted": "{places} × {weights} 個の重み = {total}",
    "multiplications_over_zeros": "{words}。ゼロを挿入した窓では {outputs} × {weights} = {total}",
    "multiplications_drawn": "図の入力 {inputs} チャネル、出力 {outputs} チャネルでは、{words}",
    "no_parameters": "パラメータはない",
    "card_draws_channels": "図では入力 {inputs} チャネル、出力 {outputs} チャネルだけを描き、足し合わせる",
    "matrix_left_out": "行列 {matrix} の {size} 個の数は、このページには多すぎる",
    # The sentence for readers who do not see the picture.
    "step_count": "全 {count} ステップ",
    "in_steps": "全 {count} ステップ",
    "in_steps_some_shown": "全 {count} ステップのうち {shown} ステップを表示",
    "alt_text": "{what}、{steps}。出力は {output}。",
    "every_stamp": "すべてのスタンプを所定の位置に置き、足し合わせたもの",
    "every_window": "すべての窓とその積、およびその和",
    "alt_op": "大きさ {input} の入力に対する {call}",
    "alt_conv": "大きさ {input} の入力と大きさ {kernel} のカーネルの畳み込み、{call}",
    "alt_conv_transpose": "大きさ {input} の入力と大きさ {kernel} のカーネルの転置畳み込み、{call}",
    "alt_way": "{what}、{way}",
    "alt_pair_of_equal": "{what}、それと等しい {call} と並べて",
    "alt_pair_of_conv": "{what}、形状の対応する転置畳み込みと並べて",
    "alt_pair_of_conv_transpose": "{what}、形状の対応する畳み込みと並べて",
    "alt_multiples": "{what}、{values} を並べて、{steps}：{sizes}。",
    "alt_compare": lambda input_size, output_size, steps, ops: (
        f"{input_size} の入力を {output_size} に拡大する {len(ops)} 通りの方法、",
        steps,
        f"：{'、'.join(WAYS.get(op, op) for op in ops)}。",
    ),
    "by_window": "ゼロを挿入した入力の上を動く窓で計算",
    "by_both_ways": "スタンプの足し合わせと、ゼロ挿入後の窓とを一つの図で",
    "by_recipe": "四つの手順で",
    "as_matrix": "行列との積として",
    "plane": "第 {number} 層{index}、{size}",
    "of_the_input": "入力",
    "of_the_output": "出力",
    "of_layer": "第 {number} 層",
    "which_seen": "印を付けた出力要素は、どの入力要素を見ているか",
    "which_reached": "印を付けた入力要素は、どの出力要素に届くか",
    "extent_of_cells": "{size} = {count} 要素",
    "cells_counted": "{count} 要素",
    "cone_through": "第 {layer} 層を通ると、{where}の {cells}",
    "cell_sees": "受容野：一つの出力要素は入力の {cells}を見る",
    "cell_reaches": "一つの入力要素は出力の {cells}に届く",
    "as_one_layer": "カーネル {kernel}、ストライド {stride}、パディング {padding} の一つの層と同じ",
    "rest_outside": "受容野の残りは入力の外にある",
    "ways_counted": "数字は、その要素から印を付けた要素までの経路の数",
    "ways_counted_from": "数字は、印を付けた要素からその要素までの経路の数",
    "as_receptive_field": "一つの要素がすべての層を通して見る範囲を示す",
    "as_receptive_field_title": "一つの要素の受容野",
    "as_reached_title": "入力要素一つが届く範囲",
    "layers_and_sizes": "{count} 層 · {sizes}",
    "in_each_channel": "{words}の各チャネル",
    "in_own_channel": "{words}の同じチャネル",
    "in_own_group": "{words}の同じグループの各チャネル",
    "layers_in_turn": "各層は、前の層の出力を読む",
    "sizes_in_turn": "順に大きさは {sizes}",
    "layer_reads": "第 {layer} 層：{after}の要素 [{cell}] は{before}の {count} 要素から計算される",
    "layer_reads_padding": (
        "第 {layer} 層：{after}の要素 [{cell}] は{before}の "
        "{count} 要素とパディングの {outside} 要素から計算される"
    ),
    "layer_adds": "第 {layer} 層：{before}の要素 [{cell}] にカーネルを掛け、{after}の {count} 要素に足す",
    "layer_writes": "第 {layer} 層：{before}の要素 [{cell}] は{after}の {count} 要素に移る",
    "first_channels_drawn": "チャネルの多い層は最初のチャネルだけを描く",
    "as_planes": "並べた平面として",
    "as_planes_title": "層を順にたどる",
    "as_connections": "どの要素がつながるかを示す",
    "as_stamp_counts": "各出力要素に届くスタンプを数える",
    "as_colors": "カラー画像として",
    "as_pixels": "グレースケール画像として",
    # What is said of a cell that is pointed at.
    "output_cell_is": "出力要素 [{cell}]：{value}",
    "input_cell_reaches": "入力要素 [{cell}]（値 {value}）は {count} 個の出力要素に届く：{weights}",
    "input_cell_unread": "入力要素 [{cell}]（値 {value}）はどこからも読まれない",
    # The player.
    "player": "プレーヤー",
    "play": "再生",
    "pause_pictures": "画像を一時停止",
    "play_pictures": "画像を再生",
    "pause": "一時停止",
    "step_back": "前のステップ",
    "step_forward": "次のステップ",
    "step": "ステップ",
    "speed": "速度",
    "transcript": "文字による説明",
    "point_at_cells": "要素を指す",
    "space_key": "スペースキー",
    "at_the_start": "最初",
    "at_the_finish": "最後",
    # The pages of a gallery.
    "gallery": "ギャラリー",
    "gallery_of_animations": "畳み込みアニメーションのギャラリー",
    "picture": "1 点の図",
    "pictures": "{count} 点の図",
    "pictures_of": "{of} 点中 {count} 点の図",
    "gallery_is_made": (
        "{pictures}。`tconv-anim gallery` がそれぞれ一つのレシピから作成。このページや図ではなく、レシピを"
        "編集すること。{index} をブラウザーで開くと、検索と絞り込みができる。"
    ),
    "run_in_folder": "ファイル名を含むコマンドは、レシピのフォルダーで実行する。",
    "also_as": "ほかの形式：{names}。",
    "search": "検索",
    "search_for": "タイトル、説明、コマンドを検索",
    "contents": "目次",
    "filters": "絞り込み",
    "all": "すべて",
    "yes": "はい",
    "no": "いいえ",
    "default": "既定",
    "show_all": "すべて表示",
    "nothing_fits": "該当する図はありません。すべて表示するか、検索語を減らしてください。",
    "copy": "コピー",
    "copy_command": "{name}のコマンドをコピー",
    "copied": "コピーしました",
    "selected": "選択しました",
    "in_full_size": "元の大きさで見る",
    "light": "ライト",
    "dark": "ダーク",
    "to_light": "ライトモードに切り替える",
    "to_dark": "ダークモードに切り替える",
}  # fmt: skip
