"""Español: what every message says in Spanish. The terms are those of textbooks; parameters keep PyTorch's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tconv_anim.core.message import Words
from tconv_anim.scenes.texts import Text, say
from tconv_anim.scenes.texts._words import Parts, capital, listed, opposite, spelled

LANGUAGE = "es"
NAMES_OF_SIZES = {
    "o": "salida",
    "i": "entrada",
    "k": "núcleo",
    "r": "factor",
    "lo": "padding inicial",
    "hi": "padding final",
}
KEYWORDS = {
    "input": r"\b(?:entradas?\b(?:\[[\d, ]+\])?|ventanas?\b)",
    "kernel": r"\bnúcleos?\b",
    "now": r"\b(?:sellos?|productos?)\b",
}
ROUNDING = {
    "⌊": "(⌊ ⌋ redondea hacia abajo)",
    "⌈": "(⌈ ⌉ redondea hacia arriba)",
    "⌊⌈": "(⌊ ⌋ redondea hacia abajo, ⌈ ⌉ hacia arriba)",
}


def _sentence(words: Words) -> str:
    """What is said as a sentence; a first word that is code keeps its small letter."""
    text = say(words, LANGUAGE)
    sign = "¿" if text.startswith("¿") else ""
    first = text.removeprefix(sign).split(" ")[0].rstrip(",:;")
    text = sign + capital(text.removeprefix(sign)) if first.isalpha() else text
    return text if text[-1:] in ".?!…" else f"{text}."


def _lower(words: Words) -> str:
    """Words within a sentence."""
    text = say(words, LANGUAGE)
    return text[:1].lower() + text[1:]


def _either(items: Sequence[Words]) -> Parts:
    """Words with commas between them, and "or" before the last."""
    *others, last = items
    joint = " u " if str(last) == "11" or str(last).startswith("8") else " o "
    return (*listed(others), joint, last) if others else (last,)


def _count(number: int, noun: str, more: str = "s") -> str:
    """A number with its noun in singular or plural, and with further words that follow the noun."""
    first, *others = noun.split(" ", 1)
    rest = f" {others[0]}" if others else ""
    return f"{number} {first}{'' if number == 1 else more}{rest}"


def _several(counts: Sequence[str], noun: str) -> Parts:
    """Numbers of which each may be meant, with their noun."""
    return *_either(counts), f" {noun}{'' if tuple(counts) == ('1',) else 's'}"


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"de {least} a {most}"


def _axes(counts: Sequence[int], one: Sequence[str], many: Sequence[str]) -> str:
    """How many rows and columns, or cells of a row, with an article where it is one; nothing for a zero."""
    found = zip(one, many, counts, strict=True) if len(counts) == 2 else [(one[-1], many[-1], counts[0])]
    return " y ".join(single if n == 1 else several.format(n) for single, several, n in found if n)


def _last(counts: Sequence[int]) -> str:
    """The last rows and columns, or the last cells of a row."""
    if len(counts) == 1:
        return "la última celda" if counts[0] == 1 else f"las últimas {counts[0]} celdas"
    return _axes(counts, ("la última fila", "la última columna"), ("las últimas {} filas", "las últimas {} columnas"))


def _verb(counts: Sequence[int], single: str, several: str) -> str:
    return several if sum(counts) > 1 else single


def _where(axis: int | None) -> str:
    """The axis that is meant, if they differ."""
    return "" if axis is None else f" de las {('filas', 'columnas')[axis]}"


AXES = {"row": "fila", "column": "columna", "cell": "celda"}
ENDS = {"start": "al principio", "end": "al final"}


def _cell_index(*, ndim: int, channels: bool, framed: bool) -> str:
    """What the numbers in the brackets of a cell's name are, of which the first may be its channel."""
    place = "fila, columna" if ndim > 1 else "posición"
    start = "0 dentro del marco discontinuo" if framed else "0"
    return f"{f'[canal, {place}] o ' if channels else ''}[{place}] de una celda, desde {start}"


def _cut_off(cuts: Sequence[tuple[str, int, str]]) -> str:
    """What padding cuts off: "row", "column" or "cell", how many, and at which end, "start" or "end"."""
    return f"recorte: {', '.join(f'{_count(size, AXES[axis])} {ENDS[end]}' for axis, size, end in cuts)}"


def _ways(ways: Sequence[Words], *, comma: bool) -> Parts:
    """Parameters that overlap evenly, with commas between them if one of them is several."""
    return "para un solapamiento uniforme, use ", *listed(ways, ", o " if comma else " o ")


def _part_of_cell(stride: int) -> str:
    """What a stride's window moves on the input."""
    return "una celda de entrada" if stride == 1 else f"{'media' if stride == 2 else f'1/{stride} de'} celda de entrada"


def _of_inputs(values: Sequence[str], channels: Sequence[int]) -> str:
    """The numbers that input channels have at a place; without channels of the only one."""
    if len(values) > 2:
        return f"{', '.join(values[:-1])} y {values[-1]} de las entradas {channels[0]} a {channels[-1]}"
    named = (f"{value} de entrada[{channel}]" for value, channel in zip(values, channels, strict=True))
    return " y ".join(named if channels else values)


def _where_stamps_go(inputs: int, added: int, outputs: int, to: int | None) -> str:
    """To which output the stamps of so many input channels are added."""
    if outputs == 1:
        stamps = "el sello se suma" if inputs == 1 else f"{'ambos' if inputs == 2 else 'todos los'} sellos se suman"
        return f"{stamps} a la salida"
    if to is not None:
        return f"el sello se suma a salida[{to}]"
    return f"cada {'fila de sellos' if inputs > 1 < added else 'sello'} se suma a su salida"


OP_TITLES = {
    "conv": "Convolución",
    "conv_transpose": "Convolución transpuesta",
    "avg_pool": "Agrupación por promedio (average pooling)",
    "adaptive_avg_pool": "Agrupación adaptativa por promedio (average pooling)",
    "max_pool": "Agrupación por máximo (max pooling)",
    "adaptive_max_pool": "Agrupación adaptativa por máximo (max pooling)",
    "max_unpool": "Desagrupación por máximo (max unpooling)",
    "bilinear": "Sobremuestreo bilineal",
    "bicubic": "Sobremuestreo bicúbico",
    "unfold": "Despliegue (unfold, im2col)",
    "fold": "Plegado (fold, col2im)",
    "linear": "Sobremuestreo lineal",
    "nearest": "Sobremuestreo por vecino más cercano",
    "nearest_exact": "Sobremuestreo por vecino más cercano (nearest-exact)",
    "bed_of_nails": "Lecho de clavos (bed of nails)",
    "pixel_shuffle": "Reordenación de píxeles (pixel shuffle)",
    "pixel_unshuffle": "Reordenación inversa de píxeles (pixel unshuffle)",
    "resize_conv": "Redimensión y convolución",
    "compare": "Comparación de sobremuestreos",
}
"""Titles of operations."""


def _steps(counts: Sequence[int]) -> str:
    """How far something moves along the axes."""
    if len(set(counts)) == 1:
        return f"{counts[0]} celda{'' if counts[0] == 1 else 's'}"
    return f"{counts[0]} fila{'' if counts[0] == 1 else 's'} o {counts[1]} columna{'' if counts[1] == 1 else 's'}"


HOW_ENLARGED = {
    "nearest": "cada valor llena su bloque",
    "nearest_exact": "cada valor llena su bloque",
    "bilinear": "los valores cercanos pesan más",
    "bicubic": "lo cercano pesa más; algún peso < 0",
    "bed_of_nails": "cada valor recibe ceros a su lado",
    "max_unpool": "cada valor vuelve adonde era el máximo",
    "pixel_shuffle": "cada canal llena un lugar de cada bloque",
}
"""Cómo llena una operación sin núcleo las celdas de su salida."""

WAYS = {
    "nearest": "vecino más cercano",
    "nearest_exact": "vecino más cercano (exact)",
    "bilinear": "bilineal",
    "bicubic": "bicúbico",
    "bed_of_nails": "lecho de clavos",
    "max_unpool": "desagrupación",
    "conv_transpose": "convolución transpuesta",
    "pixel_shuffle": "reordenación de píxeles",
    "resize_conv": "redimensión y convolución",
}
"""Los nombres cortos de las maneras de ampliar."""

AT = {
    (-1, -1): "arriba a la izquierda", (-1, 0): "arriba en el centro", (-1, 1): "arriba a la derecha",
    (0, -1): "en el centro a la izquierda", (0, 0): "en el centro", (0, 1): "en el centro a la derecha",
    (1, -1): "abajo a la izquierda", (1, 0): "abajo en el centro", (1, 1): "abajo a la derecha",
    (-1,): "a la izquierda", (0,): "en el centro", (1,): "a la derecha",
}  # fmt: skip
"""Where a weight is in a kernel, by the signs of rows and columns, or of the places of a single row."""
SEEN = {where: f"{at} de" for where, at in AT.items()} | {
    (-1, 0): "encima de", (1, 0): "debajo de", (0, -1): "a la izquierda de", (0, 1): "a la derecha de",
}  # fmt: skip
"""Where a cell is as another sees it."""

TEXTS: Mapping[str, Text] = {
    # What colours mean.
    "legend_this_step": "este paso",
    "legend_example": "el ejemplo",
    "legend_products": "productos con el núcleo",
    "legend_finished": "terminado",
    "legend_growing": "suma parcial",
    "legend_padding": "relleno",
    "legend_border": "borde de ceros",
    "legend_zero": "cero insertado",
    "legend_empty": "aquí no se suma nada",
    "legend_blank": "por completar",
    "fill_in_output": "complete la salida",
    "fill_in_input": "complete la entrada",
    "fill_in_kernel": "complete el núcleo",
    "legend_extra": "de output_padding",
    "legend_larger": "el máximo",
    "legend_cropped": "recortado por el relleno (padding)",
    # Where we are.
    "set_up": "preparación",
    "crop": "recorte",
    "done": "fin",
    "step_of": "paso {step} de {count}",
    "step_of_channel": "paso {step} de {count}, canal {channel}",
    "stamp_of": "sello {stamp} de {count}",
    "cell_of": "celda {cell} de {count}",
    "row_of": "fila {row} de {count}",
    "side_by_side": "lado a lado",
    "stage_progress": lambda op, progress: (_lower(OP_TITLES.get(op, f"{op}")), ", ", progress),
    "recipe_progress": "{recipe_step}, {progress}",
    # What joins other words.
    "list": lambda items: listed(items),
    "clauses": lambda items: listed(items, "; "),
    "and": "{first} y {second}",
    "labelled": "{label}: {words}",
    "sentence": lambda words: _sentence(words),
    "own_progress": "{progress}, {words}",
    "rows": "filas: {words}",
    "columns": "columnas: {words}",
    "of_rows": "{words} (filas)",
    "of_columns": "{words} (columnas)",
    "rounded": "{words} (redondeado)",
    # Sums.
    "plus": "{left} + {right}",
    "minus": "{left} − {right}",
    "approximately": "{left} {result}",
    "plus_bias": "{left} + sesgo {bias}",
    "of_other_channels": lambda amount, count: (
        f"{amount} {'del otro canal' if count == 1 else f'de los otros {count} canales'}"
    ),
    "sum_of_cell": "salida[{cell}] = {sum}",
    "sum_of_layer_cell": "capa {number}[{cell}] = {sum}",
    "output_channel_sums": "salida[{channel}]: {sums}",
    "sums": lambda items, shown: listed(items[:shown]),
    # A step in words.
    "told": lambda progress, words: (capital(say(progress, LANGUAGE)), ": ", words, "."),
    "told_together": lambda items: listed(items, "; "),
    "told_with_sums": "{words} ({sums})",
    "numbers_are": lambda title, further, rows: (
        title,
        *((", ", further) if further else ()),
        ": ",
        ", ".join(f"[{row}]" for row in rows),
    ),
    "cell_is": "[{cell}] = {value}",
    "more_cells": lambda count: f"{_count(count, 'celda')} más",
    # Calls and formulas.
    "compared": "comparación de {ops}",
    "size_in_letters": lambda letters: spelled(letters, NAMES_OF_SIZES),
    "rounds": lambda brackets: ROUNDING[brackets],
    "calls_in_turn": lambda calls: listed(calls, ", después "),
    "at_the_end": "{start}, al final {end}",
    "without_last_window": "{words}, sin la última ventana, que empieza fuera de la entrada",
    "weight": "peso {value}",
    "weights": "pesos {value}",
    "triangle_kernel": "el núcleo triangular",
    "cubic_kernel": "el núcleo cúbico",
    "single_one": "un solo 1 en cada núcleo",
    "reordered_weights": "los mismos pesos en otro orden",
    "blurred_kernel": "el núcleo difuminado sobre las copias de cada celda",
    "equal_convolution": "{call} con {weights}",
    "with_repeated_border": "{equal}, una vez repetido el borde de la entrada",
    "in_disguise": "lo mismo que {equal}",
    "parameters_and_sizes": "entrada {input} · {parameters} → salida {output}",
    "dots": lambda items: listed(items, " · "),
    "kernel_of_size": "núcleo {size}",
    "without_padding": "sin padding",
    "channels_from_to": "{inputs} canales de entrada y {outputs} de salida",
    "call_and_sizes": "{call} · entrada {input} → salida {output}",
    # The title of the page.
    "title_of": lambda op: OP_TITLES.get(op, capital(op.replace("_", " "))),
    "title_in_turn": lambda ops: (ops[0], *(part for op in ops[1:] for part in (", después ", _lower(op)))),
    "title_equal": lambda op, other: (op, " = ", _lower(other)),
    "title_pair": lambda op, other: (op, " y ", _lower(other)),
    "by_window_title": "{op} con inserción de ceros",
    "with_channels_title": "{op} con varios canales",
    "in_groups_title": "{op} por grupos",
    "depthwise_title": "{op} por canal (depthwise)",
    "by_both_ways_title": "{op}, de dos maneras",
    "by_recipe_title": "{op} en cuatro pasos",
    "as_matrix_title": "{op} en forma matricial",
    "as_connections_title": "{op}: conexiones",
    "as_stamp_counts_title": "{op}: solapamiento de sellos",
    "as_pixels_title": "{op} de una imagen",
    # Titles and headings.
    "input": "entrada{index} {size}",
    "output": "salida{index} {size}",
    "kernel": "núcleo {size}",
    "kernel_of": "núcleo[{index}]",
    "kernel_between": "entrada {input} → salida {output}",
    "kernel_of_channels": "núcleo {input} → {output}",
    "products_empty": "productos",
    "stamp_empty": "sello",
    "scaled_kernel": "{value} × núcleo",
    "sum_of_stamps": lambda count: f"la suma de {_count(count, 'sello')}",
    "sum_of_window": "ventana {number}: Σ = {result}",
    "every_stamp_title": "{op}: todos los sellos y su suma",
    "every_window_title": "{op}: todas las ventanas y sus productos",
    "stamps_in_place": (
        "cada número de la entrada escala el núcleo; los sellos ocupan su lugar y, donde se solapan, se suman"
    ),
    "windows_in_place": (
        "cada ventana se multiplica por el núcleo celda a celda; la suma de sus productos es un número de la salida"
    ),
    "window_times_kernel": "ventana × núcleo",
    "input_times_kernel": "entrada[{input}] × {kernel}",
    "plus_more": "+ {words}",
    "value_times_kernel": "{value} × {kernel}",
    "adds_up_to": "suman {result}",
    "from_channels": lambda channels: (
        "de la entrada " if len(channels) == 1 else "de las entradas ",
        *listed(channels),
    ),
    "channels_added": lambda count: f"suma de {_count(count, 'canal', 'es')} más",
    "stamps": "sellos",
    "stamps_counted": "sellos",
    "stamps_of_channels": "sellos de {count} canales",
    "stamps_per_cell": "salida {size}: número de sellos en cada celda",
    "placements": "valores de las columnas",
    "channels_drawn_here": "{drawn} de {count} canales dibujados",
    "input_channels": lambda size, drawn, count: (
        f"entrada {size}, {f'{drawn} de ' if drawn < count else ''}{count} canales"
    ),
    "input_channel": "entrada[{channel}]",
    "padded_to": "{size} con relleno",
    "cropped_to": "recorte a {size}",
    "before_cropping": "{size} antes de recortar",
    "border_is_cropped": "el borde está recortado",
    "zeros_inserted": "{size} con ceros",
    "with_border": "{size} con borde",
    "cropped": "recorte a {size}",
    "bordered_and_cropped": "con borde y recorte: {size}",
    "two_sizes": "{first}; {second}",
    "flipped": "girado 180°",
    "turning": "girando",
    "column_as_plane": lambda size, framed: f"una columna{': ' if framed else ', como '}{size}{' a trazos' * framed}",
    "row_as_plane": lambda size, framed: f"una fila{': ' if framed else ', como '}{size}{' a trazos' * framed}",
    "weights_folded_back": "el peso de cada celda de entrada, también donde el relleno la repite",
    "kernel_in_its_place": "el núcleo en su lugar",
    "kernel_in_each_row": "cada fila: el núcleo, movido según el paso {stride}",
    "kernel_in_each_column": "cada columna: el núcleo, movido según el paso {stride}",
    "row_of_each_cell": "una fila por cada celda de salida",
    "column_of_each_cell": "una columna por cada celda de entrada",
    "input_row_by_row": "entrada, fila por fila",
    "output_row_by_row": "salida, fila por fila",
    "input_as_column": "entrada, en columna",
    "output_as_column": "salida, en columna",
    "overlap_add": "solapamiento y suma de los sellos",
    "convolution": "convolución",
    "transposed_convolution": "convolución transpuesta",
    "conv": "convolución",
    "transposed": "transpuesta",
    "kernel_and_stride": "núcleo {kernel}, paso (stride) {stride}",
    "kernel_stride_and_dilation": "núcleo {kernel}, paso (stride) {stride}, dilatación {dilation}",
    "even_parameters": "{parameters}: uniforme",
    "uneven_parameters": "{parameters}: desigual",
    # Sliding window.
    "window_moves": lambda counts: (
        f"la ventana se desplaza {_steps(counts)} cada vez y en cada posición da un número; el núcleo no se gira"
    ),
    "kernel_slides": "la ventana se desliza sobre la entrada y en cada posición da un número; el núcleo no se gira",
    "products_are_added": "se multiplican la ventana y el núcleo celda a celda y se suman los productos",
    "products_sum_to": "se multiplican la ventana y el núcleo celda a celda; los productos suman {result}",
    "products_and_bias_are_added": (
        "se multiplican la ventana y el núcleo celda a celda; los productos y el sesgo suman {result}"
    ),
    "products_among_zeros": (
        "se multiplican la ventana y el núcleo celda a celda; los ceros no suman nada, el resto suma {result}"
    ),
    "products_among_zeros_and_bias": (
        "se multiplican la ventana y el núcleo celda a celda; los ceros no suman nada, "
        "el resto y el sesgo suman {result}"
    ),
    "window_of_zeros": "en la ventana solo hay ceros: el resultado es {result}",
    "window_of_zeros_and_bias": "en la ventana solo hay ceros: el resultado es el sesgo, {result}",
    "windows_are_added": (
        "salida[{channel}]: se multiplica la ventana de cada entrada por su núcleo y se suman todos los productos"
    ),
    "windows_and_bias_are_added": (
        "salida[{channel}]: se multiplica la ventana de cada entrada por su núcleo y se suman todos los "
        "productos y el sesgo"
    ),
    "output_is": "la salida es de {size}",
    "each_is_such_a_sum": "{words}; cada celda es una suma como la de la celda marcada",
    "output_has_cells": lambda count: f"la salida tiene {_count(count, 'celda')}",
    "never_read": lambda counts: f"{_last(counts)} nunca se {_verb(counts, 'lee', 'leen')}",
    "never_read_of_padded": lambda counts: (
        f"{_last(counts)} de la entrada con relleno nunca se {_verb(counts, 'lee', 'leen')}"
    ),
    "kernel_index_of_conv": lambda groups: (
        f"núcleo[canal de salida, canal de entrada{' dentro de su grupo' if groups else ''}], desde 0"
    ),
    "kernel_index_of_conv_transpose": lambda groups: (
        f"núcleo[canal de entrada, canal de salida{' dentro de su grupo' if groups else ''}], desde 0"
    ),
    # Overlap-add.
    "cells_stamp": "cada celda de entrada escala el núcleo; el sello resultante se suma a la salida",
    "stamp_moves": lambda counts: (
        f"cada celda de entrada estampa el núcleo escalado, cada vez {_steps(counts)} más allá"
    ),
    "kernel_is_added": "el {value} escala todo el núcleo; donde los sellos se solapan, los números se suman",
    "channels_stamp": lambda each, added, groups: (
        f"cada {'celda' if added == groups == 1 else 'canal'} de entrada escala ",
        "su propio núcleo; "
        if each == 1
        else f"sus {each} núcleos, uno para cada salida{' de su grupo' if groups > 1 else ''}; ",
        ("cada salida suma los sellos a su lado" if each * groups > 1 else f"la salida suma {added} sellos")
        if added > 1
        else f"{'su' if each == 1 else 'cada'} sello se suma a su propia salida",
    ),
    "stamps_are_added": lambda values, channels, each, added, outputs, to: (
        _of_inputs(values, channels),
        f", cada uno × {'su núcleo' if each == 1 else f'sus {each} núcleos'}: "
        if len(values) > 1
        else f" × {'su núcleo' if each == 1 else f'cada uno de sus {each} núcleos'}: ",
        _where_stamps_go(len(values), added, outputs, to),
    ),
    "more_channels_are_added": lambda count: (
        f"se {'suma' if count == 1 else 'suman'} {_count(count, 'canal', 'es')} más"
    ),
    "outside_of_output": "{words}, fuera de la salida",
    "sums_written": "el sello se suma a lo que había",
    "sums_so_far_written": "el sello se suma a las sumas anteriores",
    "whole_stamp_cropped": "todo el sello de entrada[{cell}] cae en el borde que el relleno recorta",
    "starts_at_bias": "la salida parte del sesgo {bias}",
    "starts_at_biases": lambda biases: (
        "cada celda de la salida parte del sesgo de su canal: ",
        *listed(biases),
    ),
    "from_output_padding": lambda counts: f"{_last(counts)} {_verb(counts, 'procede', 'proceden')} de output_padding",
    "cells_cut_off": _cut_off,
    "border_cut_off": "el relleno recorta el borde",
    "padding_cuts": "el padding {padding} recorta el borde: {whole} → {size}; en una convolución añade uno",
    "padding_in_both": "el padding {padding} recorta el borde de los sellos, {whole} → {size}; "
    "a la entrada de la ventana le quitó ceros",
    "padding_cuts_and_keeps": (
        "el relleno (padding) de {padding} recorta el borde; output_padding {output_padding} conserva el final"
    ),
    "no_overlap": "no hay solapamiento entre {what}",
    "cells_sum": lambda what, counts: ("cada celda es la suma de ", *_either(counts), " ", what),
    "cells_sum_from_to": "cada celda es la suma de entre {least} y {most} {what}",
    "some_received_none": "algunas celdas no recibieron nada",
    "stamps_meet": "{cell} recibe {count} sellos, uno de cada celda de entrada marcada",
    "cells_meet": "{cell} lee {count} celdas de entrada, las marcadas",
    "channels_fill_block": "los números solo cambian de lugar, sin padding: {count} canales llenan cada bloque "
    "de {size} de la salida, la misma celda de cada uno",
    "block_fills_channels": "los números solo cambian de lugar, sin padding: cada bloque de {size} de la entrada va "
    "a {count} canales, a la misma celda de cada uno",
    "channels_come_from": "para aumentar el tamaño: una convolución anterior calcula los {count} canales",
    "meet_in_marked": lambda words, count: (words, f"; la marcada, de {count}" if count > 1 else ""),
    "legend_gradient": "gradiente de la pérdida respecto a la salida",
    "as_im2col": "como producto de matrices con columnas",
    "as_im2col_title": "{op} en columnas: im2col",
    "as_col2im_title": "{op} en columnas: col2im",
    "patches_as_columns": "parches como columnas {size}",
    "kernel_as_row": "núcleo como fila {size}",
    "kernel_as_column": "núcleo como columna {size}",
    "input_as_row": "entrada como fila {size}",
    "output_as_row": "salida como fila",
    "columns_to_fold": "columnas {size}",
    "patches_become_columns": "cada parche de la entrada es una columna, fila a fila; cada núcleo, una fila",
    "patch_becomes_column": "el parche bajo la ventana se convierte en la columna {column}",
    "row_times_column": "la fila del núcleo por la columna {column} da un número de la salida",
    "row_is_folded": "la fila se pliega de nuevo: la salida es de {size}",
    "columns_are_folded": (
        "la columna del núcleo, multiplicada por cada número de la entrada, da una columna que se pliega y se suma"
    ),
    "column_times_number": "{values} × la columna del núcleo da la columna {column}",
    "column_is_added": "la columna {column} se pliega en su ventana y se suma",
    "by_padding_first": "con su relleno como paso aparte",
    "by_padding_title": "{op}: primero el relleno, después la ventana",
    "pad_rows": "1. rellenar arriba y abajo",
    "pad_columns": "1. rellenar a izquierda y derecha",
    "pad_cells": "1. rellenar ambos extremos",
    "pad_none": "1. relleno 0",
    "no_padding": "no se añade nada",
    "pad_cuts": "1. cortar lo que quita el relleno negativo",
    "pad_slides": "2. deslizar la ventana con paso (stride) {stride}",
    "pad_places": "posiciones de la ventana",
    "pad_grows": "{how}: {size}",
    "pad_with_zeros": "se añaden ceros alrededor de la entrada",
    "pad_by_reflecting": "el borde refleja las celdas interiores de la entrada",
    "pad_by_replicating": "el borde repite las celdas del límite",
    "pad_from_other_side": "el borde repite las celdas del otro lado",
    "as_gradients_title": "{op}: retropropagación del gradiente",
    "loss_gradient": "g{index} = dL/dy{index} {size}",
    "gradient_of_input": "dL/dx{index} {size}",
    "gradient_of_kernel": "dL/dw{index} {size}",
    "gradient_of_bias": "dL/db{index}",
    "gradient_forward": "hacia delante",
    "gradient_by_input": "dL/dx = convolución transpuesta de g con el núcleo",
    "gradient_by_input_back": "dL/dx = convolución de g con el núcleo",
    "gradient_by_kernel": "dL/dw = correlación de x con g",
    "gradient_by_kernel_back": "dL/dw = correlación de g con x",
    "gradient_by_bias": "dL/db = suma de g",
    "same_kernel": "el mismo núcleo",
    "gradient_opening": "primero hacia delante, de la entrada x a la salida y",
    "gradient_goes_forward": "de izquierda a derecha: la pérdida L depende de y",
    "gradient_x_is_conv_transpose": (
        "de derecha a izquierda: cada número de g escala el núcleo, y el sello se suma donde estaba su ventana"
    ),
    "gradient_x_is_conv": (
        "de derecha a izquierda: la ventana recorre g y lee las celdas a las que se sumó cada celda de entrada"
    ),
    "gradient_w_is_correlation": "g se desliza como ventana sobre la entrada x: "
    "se multiplica celda a celda y se suman los productos",
    "gradient_w_exchanged": "la entrada x se desliza como ventana sobre g: "
    "se multiplica celda a celda y se suman los productos",
    "gradient_w_products": "se multiplican la entrada y g celda a celda y se suman los productos",
    "gradient_channel_sums": "dL/dx[{channel}]: {sums}",
    "gradient_sum_of_cell": "dL/dx[{cell}] = {sum}",
    "gradient_w_of_others": "los gradientes de los demás núcleos se obtienen igual",
    "gradient_b_is_sum": "el sesgo se suma a cada celda de la salida, así que su gradiente es la suma de g",
    "gradient_b_adds": lambda totals: ("los números de g suman ", *listed(totals)),
    "backward_of_conv": (
        "la retropropagación a través de una convolución es una convolución transpuesta con el mismo núcleo"
    ),
    "backward_of_conv_transpose": (
        "la retropropagación a través de una convolución transpuesta es una convolución con el mismo núcleo"
    ),
    "as_gradients": "con su retropropagación: los gradientes respecto a la entrada, al núcleo y al sesgo",
    # Zero insertion and the recipe of four steps.
    "border_in_words": "p′ es el ancho del borde de ceros: cuanto mayor es el padding, más estrecho es",
    "zeros_between": lambda stride: f"stride {stride}: {_count(stride - 1, 'cero')} entre celdas de entrada",
    "zeros_between_by_axis": "stride: ceros entre celdas de entrada",
    "window_moves_on": "{words}; la ventana avanza de 1 en 1",
    "border_of_zeros": lambda without, padding, dilation, whole, size: (
        f"borde de ceros: {'núcleo − 1' if dilation == 1 else 'dilatación × (núcleo − 1)'} = ",
        f"{_count(without, 'anillo')} ",
        f"darían salida {whole}; el padding {padding} quita {padding}: {size}" if padding else f"para salida {size}",
    ),
    "border_around": lambda rings, dilation: (
        "alrededor, un borde de ceros",
        f": {'núcleo − 1' if dilation == 1 else 'dilatación × (núcleo − 1)'} = {_count(rings, 'anillo')}"
        if rings
        else "",
        ": solo la esquina de la primera ventana está sobre la entrada",
    ),
    "zeros_come": lambda between, around: (
        "una convolución transpuesta es una convolución con ceros ",
        " y ".join(["entre"] * between + ["alrededor de"] * around),
        " las celdas de entrada",
    ),
    "insert_zeros": "insertar ceros",
    "add_border": "añadir un borde de ceros",
    "crop_negative_border": "recortar, ya que p′ es negativo",
    "flip_kernel": "girar el núcleo 180°",
    "use_stride_1": "mover la ventana de 1 en 1",
    "by_fractions": "con ventanas sobre la entrada original, separadas por 1/stride de celda",
    "by_fractions_title": "{op}: paso (stride) fraccionario",
    "window_moves_by": lambda strides: (
        "de una celda de salida a la siguiente, la ventana avanza ",
        _part_of_cell(strides[0])
        if len(set(strides)) == 1
        else f"{_part_of_cell(strides[0])} hacia abajo, {_part_of_cell(strides[1])} hacia la derecha",
    ),
    "middles_count": "solo cuentan los pesos que caen en el centro de una celda; los demás caerían en ceros insertados",
    "window_at": lambda cell, middle, count, of: (
        f"salida[{cell}]: el centro de la ventana está en [{middle}] de la entrada; "
        f"{count} de {'1 peso' if of == 1 else f'los {of} pesos'} {'cae' if count == 1 else 'caen'} "
        "en el centro de una celda"
    ),
    "same_as_with_zeros": "la misma salida que con ceros entre las celdas",
    "recipe_given": "la entrada y el núcleo dados",
    "recipe_1": "1. calcular z y p′",
    "recipe_1_numbers": "{z}, y p′ según la fórmula de arriba",
    "recipe_2_rows": "2. insertar z filas de ceros",
    "recipe_2_columns": "2. insertar z columnas de ceros",
    "recipe_2_cells": "2. insertar z ceros entre las celdas",
    "recipe_2_none": "2. {z}",
    "recipe_2_no_neighbours": "2. insertar z ceros",
    "no_zeros": "no hay ceros que insertar",
    "no_neighbours": "ninguno, ya que no hay celdas vecinas",
    "recipe_3": "3. añadir el borde de ceros",
    "recipe_3_crop": "3. recortar, ya que p′ es negativo",
    "recipe_3_none": "3. {border}",
    "size_now": "ahora {size}",
    "where_positive": "donde es positivo",
    "size_left": "queda {size}",
    "no_border": "no hay borde que añadir",
    "recipe_4": "4. voltear el núcleo",
    "recipe_4_window": "4. convolución con paso (stride) 1",
    "turns": "gira 180°",
    "reversed": "se invierte",
    "single_cell_stays": "una sola celda no cambia",
    # Both ways side by side.
    "two_ways": "dos maneras de llegar a los mismos números: sellos que se suman, y una ventana sobre ceros",
    "border_of_stamps": "el padding recortará el borde rayado de los sellos",
    "stamp_then_windows": "en cada paso se suma un sello; luego la ventana calcula las celdas que ya están listas",
    "adds_by_stamp": lambda value, weight, where: (
        f"una convolución transpuesta suma {value} × núcleo a las celdas de salida del marco: ",
        f"la marcada recibe {value} × el peso {weight}, {AT[where]}",
    ),
    "seen_in_window": lambda value, where: (
        f"en la ventana de esa celda de salida, el {value} está {AT[opposite(where)]}: ",
        "por eso el núcleo se gira 180°",
    ),
    "same_output": "las dos maneras dan la misma salida",
    "zeros_left_out": lambda rings, padding, whole, size: (
        f"el padding {padding} quita {padding} de {_count(rings, 'anillo')}"
        if rings
        else "el padding quita los ceros tachados",
        f", y la salida es de {size}, no de {whole}",
    ),
    "zeros_crossed_out": lambda rings, padding: (
        "a la ventana le quita los ceros tachados",
        f": {padding} de {_count(rings, 'anillo')}" if rings else "",
    ),
    "turned_to_look_back": "un sello sale de su celda de entrada, una ventana mira atrás hacia ella: por eso el núcleo "
    "se gira 180°",
    "window_looks_back": "la convolución transpuesta va de la entrada a la salida, la ventana mira atrás desde allí: "
    "por eso el núcleo se gira 180°",
    "same_products": "las dos maneras dan la misma salida, aquí la suma de los mismos {count} productos",
    "has_all_stamps": lambda cell: (
        f"salida[{cell}]" if cell else "la celda marcada",
        " está terminada: ya no le llega ningún sello",
    ),
    "no_stamp_reaches": "ningún sello llega a salida[{cell}]",
    "input_of_window": lambda between, rings, dilation: (
        *(("; ".join(map(say, between)), "; ") if between else ()),
        "alrededor, ",
        f"{'núcleo − 1' if dilation == 1 else 'dilatación × (núcleo − 1)'} = {_count(rings, 'anillo')} de ceros"
        if rings
        else "un borde de ceros",
    ),
    "of_overlap_add": "sellos – {words}",
    "of_zero_insertion": "inserción de ceros – {words}",
    "window_sums_to": "{cell}; la ventana sobre ceros también da {result}",
    # A matrix.
    "so_many_ways": "{count} maneras de calcular los mismos números",
    "all_ways_give_the_same": "las {count} maneras dan la misma salida",
    "reading_of_stamp": "el sello de {cell} es su número por una columna de Cᵀ, y también la columna que se pliega",
    "reading_of_window": "la ventana de {cell} es una columna de parches, y sus pesos son una fila de C",
    "heading_window": "ventana deslizante",
    "heading_matrix_of_stamps": "matriz Cᵀ {size}: una columna por sello",
    "heading_matrix_of_windows": "matriz C {size}: una fila por ventana",
    "heading_col2im": "columnas que se pliegan: col2im",
    "heading_im2col": "parches como columnas: im2col",
    "by_all_ways": "con todas las formas de cálculo, lado a lado",
    "by_all_ways_title": "{op}: todas las formas de cálculo",
    "matrix_is_multiplied": "la matriz por x, la entrada como una sola columna, es y, la salida: {product}",
    "column_of_c": "{value} × la columna {column} de C va a y: los pesos de esta celda de entrada",
    "over_divisor": "cada número dividido entre {divisor}",
    "columns_add_up": "la convolución transpuesta es {product}: cada número de x escala su propia columna, y todas se "
    "suman",
    "matrix_of_convolution": "de la convolución {output} → {input}: una fila por ventana",
    "matrix_is_sought": "una matriz por x, la entrada, da y, la salida: ¿qué matriz?",
    "first_window": lambda before, after, border: (
        f"la matriz viene de la convolución en sentido contrario, {before} → {after}: ",
        f"el {before} {'rayado' if border else 'cubierto'}, fila por fila, es la fila 1 de C",
    ),
    "border_of_convolution": "el borde rayado es el relleno de la convolución: los pesos sobre él no están en C",
    "each_window": "cada ventana es una fila: C por una imagen {before}, también leída por filas, es esta convolución",
    "rows_become_columns": "transpuesta, C pasa a ser Cᵀ: las filas son columnas; la {number}, la columna {number}",
    "first_row_placed": lambda count, border: (
        f"para la primera celda de salida, {'el núcleo está' if count == 1 else 'los núcleos están'} aquí"
        f"{'; el borde rayado es relleno' if border else ''}"
    ),
    "first_row": "leída fila por fila, esta es la fila 1 de {matrix}",
    "window_of_convolution": "una ventana de la convolución",
    "each_row": "cada celda de salida tiene una fila así: juntas son {matrix}",
    "row_times_x_is": lambda matrix, result, count, bias, by_row: (
        "" if by_row else "ahora por filas: ",
        f"la fila marcada de {matrix} por x es ",
        result,
        f", {'la suma de ' if count > 1 or bias else ''}{_count(count, 'producto')}{' y el sesgo' if bias else ''}",
    ),
    "is_row_times_x": "{words}; en la ecuación, la fila {row} de {matrix} por x es el número {row} de y",
    "row_of_matrix": "la fila {row} de C, el núcleo en el lugar de esta ventana, por x es el número {row} de y",
    "column_of_matrix": "el {value} de x multiplica su columna de Cᵀ, y el resultado se suma a y",
    "row_of_c": "la fila {row} de C, los pesos de esta celda de salida, por x es el número {row} de y",
    "matrix_x_above": "cada número de x está encima de su columna",
    "border_is_not_in_y": "el relleno de la convolución se recorta aquí: no forma parte de y",
    "matrix_zeros": lambda written: (
        f"las celdas vacías de la matriz son 0: el núcleo no está ahí{'; un 0 escrito es un peso' if written else ''}"
    ),
    # Connections.
    "input_cell": "entrada[{cell}]",
    "output_cell": "salida[{cell}]",
    "input_cell_of_channels": "la celda de entrada [{cell}]",
    "output_cell_of_channels": "la celda de salida [{cell}]",
    "cell_by_value": "el {value}",
    "marked_input_cell": "la celda de entrada marcada",
    "marked_output_cell": "la celda de salida marcada",
    "input_cells": lambda count: _count(count, "celda de entrada"),
    "output_cells": lambda count: _count(count, "celda de salida"),
    "of_each_channel": "{cells} de cada canal",
    "of_each_channel_of_group": "{cells} de cada canal de su grupo",
    "other_way": "vista desde la salida, {words}",
    "sums_of_products": "sumas de productos",
    "cell_index": _cell_index,
    "pair_of_stamp": lambda words, value, where, product: (
        words,
        f"{'; el' if words else 'el sello'} del {value} suma ",
        f"{f'su número de {AT[where]}: ' if where else ''}{product}",
    ),
    "pair_in_stamp": lambda value, where: (
        f"en el sello del {value}, la celda marcada está {AT[where]}: recibe {value} × el peso que está ahí"
    ),
    "pair_in_window": lambda value, where: (
        f"en la ventana, el {value} está {AT[opposite(where)]}, como ese peso en el núcleo girado"
    ),
    "one_of_each_stamp": lambda count, cells: (
        f"{'la' if cells == 1 else 'cada'} celda marcada es la suma de {count} productos, "
        "uno de cada sello que cae en ella"
    ),
    "products_of_marked": lambda count, cells: (
        f"{'la' if cells == 1 else 'cada'} celda marcada es la suma de {count} productos, escritos en sus pesos"
    ),
    "pairs_of_stamps": lambda where: (
        "los sellos enmarcados sumaron allí sus números ",
        f"que están {AT[where]}" if where else "marcados",
    ),
    "weight_met_by_input": lambda value, weight, where: (
        f"en una convolución transpuesta, el {value} suma {value} × núcleo a la salida: ",
        f"la celda marcada recibe {value} × el peso {weight}, {AT[where]}",
    ),
    "seen_from_output": lambda value, where: (
        f"visto desde esa celda, el {value} está {AT[opposite(where)]}: ",
        "por eso el núcleo se gira 180°",
    ),
    "weight_met_by_output": lambda output, cell, weight, where: (
        f"salida[{output}] {SEEN[opposite(where)]} entrada[{cell}] ",
        f"la lee con el peso {weight}, {AT[where]} en el núcleo",
    ),
    "lies_as_input": lambda value, weight, where: (
        f"girado 180°, el núcleo tiene ese {weight} {AT[opposite(where)]}, como la ventana el {value}"
    ),
    "lies_as_output": lambda weight, where: (
        "girado 180°, cada peso está donde está su celda de salida: ",
        f"el {weight}, {AT[opposite(where)]}",
    ),
    "kernel_as_given": "núcleo tal como es",
    "kernel_turns": "núcleo girado",
    "connected_and_padding": "{cell} lee {cells} y {outside} de relleno",
    "connected_and_cropped": "{cell} llega a {cells}; el relleno recorta {outside} de ellas",
    "part_of_marked": "al {total} marcado, el {value} le da {product}",
    "marked_is": "la celda marcada es {product}",
    "cells_are_weighed": lambda words, count: (
        words,
        ", multiplicada por su peso del núcleo" if count == 1 else ": cada una × su peso, y todo se suma",
    ),
    "reads_nothing": "{cell} no lee ninguna celda de entrada, solo {outside} de relleno",
    "reaches_nothing": "{cell} no llega a ninguna celda de salida, solo a {outside} que el relleno recorta",
    "which_of_input": "la salida terminada, vista por partes: ¿a cuáles de sus celdas llega cada celda de entrada y "
    "qué les da?",
    "which_of_output": "la salida terminada, vista por partes: ¿qué celdas de entrada lee cada una de sus celdas?",
    "of_its_channel": "{cells} de su canal",
    "input_cell_connected": "{cell} llega a {cells}",
    "output_cell_connected": "{cell} lee {cells}",
    "input_cell_alone": "{cell} no llega a ninguna celda de salida",
    "output_cell_alone": "{cell} no lee ninguna celda de entrada",
    "each_of_input": lambda least, most: (
        f"cada celda de entrada llega a {_count(most, 'celda de salida')}"
        if least == most
        else f"una celda de entrada llega a entre {least} y {most} celdas de salida"
    ),
    "each_of_output": lambda least, most: (
        f"cada celda de salida lee {_count(most, 'celda de entrada')}"
        if least == most
        else f"una celda de salida lee entre {least} y {most} celdas de entrada"
    ),
    "of_marked_cells": lambda way, cells: (way, ": ", *listed(cells)),
    "read_together": lambda count: (
        "ninguna celda de entrada es leída por más de una de ellas"
        if not count
        else f"{_count(count, 'celda')} de entrada {'son leídas' if count > 1 else 'es leída'} por más de una de ellas"
    ),
    "reached_together": lambda count: (
        f"a {_count(count, 'celda') if count else 'ninguna celda'} de salida llega más de una de ellas"
    ),
    "at_these_values": "con estos valores; otros valores conectan otras celdas",
    "cells_are_added": "cada celda de entrada se suma, multiplicada por sus pesos, a las celdas a las que llega",
    "weights_are_added": "se suma {value} × sus pesos",
    "weights_of_channel_are_added": "se suma {value} × sus pesos del canal {channel}",
    # Ways to enlarge.
    "cells_stay_zero": "{count} de {of} celdas siguen en 0",
    "are_means": lambda least, most: f"promedios de {_range(least, most).removeprefix('de ')} valores",
    "are_copies": lambda least, most: (
        "cada valor pasa a una celda" if most == 1 else f"cada valor se copia {_range(least, most)} veces"
    ),
    "are_uneven_sums": lambda counts: ("suma ", *_several(counts, "producto")),
    "are_even_sums": lambda count, edges: f"suma {_count(count, 'producto')}{', menos en bordes' if edges else ''}",
    "are_sums": lambda least, most: f"sumas de {_range(least, most).removeprefix('de ')} productos",
    # Overlap.
    "title_of_layers": lambda count: f"{_count(count, 'capa')} {'seguidas' if count > 1 else 'sola'}",
    "how_many_ways": "¿cuántos caminos llevan de la entrada a cada celda?",
    "ways_to_each": lambda layer, least, most, where: (
        f"capa {layer}: ",
        "1 camino lleva" if least == most == 1 else f"{_range(least, most)} caminos llevan",
        " a cada celda ",
        where,
    ),
    "gaps_between": "huecos",
    "even_counts": "uniforme: 1",
    "uneven_by": "desigual: {ratio}",
    "ways_with_gaps": "a algunas celdas no llega ningún camino: huecos",
    "ways_even": "lejos de los bordes, a todas las celdas llega el mismo número de caminos",
    "ways_uneven": "lejos de los bordes, a unas celdas llegan {ratio} veces más caminos que a otras",
    "uneven_in_turn": "desigualdad tras cada capa (máximo de caminos ÷ mínimo, lejos de los bordes): {ratios}",
    "ends_even": "la salida es uniforme lejos de sus bordes",
    "grows_with_layers": "el efecto tablero de ajedrez crece con las capas",
    "how_many_input_cells": "cuántas celdas de entrada llegan a cada celda de salida",
    "most_input_cells": lambda count: f"hasta ahora, como máximo {_count(count, 'celda de entrada')} por celda",
    "input_cells_counted": "celdas de entrada",
    "even_inside": lambda count: f"uniforme lejos de los bordes: {_count(count, 'celda de entrada')} para cada una",
    "how_many_stamps": "cada celda de entrada pone un sello en la salida: el núcleo por su número",
    "only_stamps_counted": "aquí solo se cuentan sellos: +1 en cada celda, sean cuales sean los números",
    "numbers_left_out": "sin números",
    "one_more_stamp": "el sello de la celda marcada cae aquí: +1 en cada celda que cubre",
    "stamps_on_cell": "sellos en la celda marcada: {sum}",
    "axis_by_axis": "eje por eje",
    "along_axes": "arriba: cuántas columnas de entrada llegan a cada columna; izquierda: cuántas filas a cada fila",
    "counts_multiply": "la cuenta de una celda es su producto: un sello de cada celda de entrada marcada",
    "equal_weights": "todos los pesos del núcleo son iguales",
    "even_because": "uniforme, sin tablero de ajedrez: el paso (stride) {stride} divide al núcleo ({kernel})",
    "some_get_more": "{words}: las celdas con más sellos destacan",
    "gaps_stay_empty": "{words}: a algunas celdas no llega ningún sello",
    "each_cell_gets": lambda count: f"cada celda recibe {_count(count, 'sello')}",
    "inner_cells_get": lambda count: f"lejos de los bordes cada celda recibe {_count(count, 'sello')}",
    "even_if_larger": lambda count: (
        f"uniforme en el centro de una salida mayor, donde cada celda recibiría {_count(count, 'sello')}"
    ),
    "only_edges": "esta solo tiene bordes",
    "uneven_if_larger": "desigual en una salida mayor: {reasons}",
    "too_small_to_show": "esta es demasiado pequeña para mostrarlo",
    "uneven_because": "{what}, ya que {reasons}",
    "gaps": "huecos",
    "unevenness": "desigualdad",
    "stripes": "franjas",
    "checkerboard": "efecto tablero de ajedrez",
    "stride_is_larger": "el paso (stride) {stride} es mayor que el tamaño del núcleo ({kernel})",
    "stride_does_not_divide": "el tamaño del núcleo ({kernel}) no es múltiplo del paso (stride) {stride}",
    "so_many_along_axis": "{reason}, así que en cada eje se solapan {least} o {most} sellos",
    "shared_factor": "el paso (stride) {stride} y la dilatación {dilation} tienen un factor común",
    "two_reasons": "{first}, y {second}",
    "even_with": _ways,
    "with_output": "{parameters}, salida {size}:",
    "even_inner_cells": lambda count, edges: f"{count} en cada celda{' interior' * edges}",
    "as_drawn": "{words} (imagen pequeña)",
    "kernel_value": "núcleo {number}",
    "stride_value": "paso (stride) {number}",
    "dilation_value": "dilatación {number}",
    "with_change": "{first} con {second}",
    # Why a view does not draw an operation.
    "several_side_by_side": "son varias operaciones lado a lado",
    "not_side_by_side": "no son varias operaciones lado a lado",
    "made_of_stages": "se compone de varias operaciones",
    "not_made_of_stages": "no se compone de varias operaciones",
    "has_no_kernel": "no tiene núcleo",
    "has_a_kernel": "tiene núcleo",
    "reads_no_windows": "ningún paso suyo lee una ventana",
    "writes_no_windows": "ningún paso suyo escribe una ventana",
    "goes_column_by_column": "va columna a columna",
    "not_linear": "no es lineal, ya que las celdas que cuentan dependen de sus valores",
    "reaches_one_cell": "cada celda de entrada llega como máximo a una celda de salida",
    "works_on_rows": "trabaja con filas, no con planos",
    # Upsampling, pooling and chains.
    "reads_and_writes": "en cada paso se resalta lo que se lee y lo que se escribe",
    "output_is_with_zeros": "la salida es de {size}, con ceros donde no se escribe nada",
    "largest_is": lambda count, result: (f"el máximo de {_count(count, 'valor', 'es')} es ", result),
    "goes_to_cell": "el {result} va a [{cell}]",
    "goes_to_cell_of_channel": "el {result} va a [{cell}] del canal de salida {channel}",
    "goes_to_cells": "el {result} va a {count} celdas",
    "weighted_cells": "suma ponderada de {count} celdas: {result}",
    "mean_is": lambda count, result: (f"el promedio de {_count(count, 'celda')} es ", result),
    "window_ends": "inicio {start}, fin antes de {end}",
    "windows_share": "{output} no divide a {input}: las ventanas comparten celdas",
    "not_included": "{words} (no incluido)",
    "windows_differ": "{output} no divide a {input}: las ventanas difieren en tamaño y comparten celdas",
    "patches_are_columns": "cada parche bajo la ventana se convierte en una columna de la matriz, fila a fila",
    "columns_are_added": "cada columna vuelve a su ventana; donde las ventanas se solapan, los números se suman",
    "columns_laid": "columnas",
    "sum_divided_is": lambda count, divisor, result: (
        f"la suma de {_count(count, 'celda')}, dividida entre {divisor}, es ",
        result,
    ),
    "mean_with_padding_is": lambda count, padding, result: (
        f"el promedio de {_count(count, 'celda')} y {padding} de relleno es ",
        result,
    ),
    "places_remembered": "se recuerdan las posiciones de los máximos",
    "to_remembered_place": "{words}, donde estaba el máximo de la ventana {window}",
    # A comparison.
    "ways_from_to": lambda count, start, end: (
        f"{count} {'manera' if count == 1 else 'maneras'} de pasar de {start} a {end}"
    ),
    "one_input": "cada manera obtiene {size} de la misma entrada",
    "weights_are_ones": "los pesos de las convoluciones son 1",
    "way_copies": "{way}: {how}; esta celda es una copia del {value}",
    "way_stays_zero": "{way}: {how}; esta celda sigue en 0",
    "way_weighs": "{way}: cuanto más cerca del punto, el lugar de esta celda, más pesa un valor; juntos suman {total}",
    "way_weighs_pairs": lambda way, near, far, axes: (
        way,
        f": {'en cada eje ' if axes > 1 else ''}el punto, esta celda, dista {far}/{near + far} de celda del valor más "
        f"cercano y {near}/{near + far} del más lejano: por eso pesan {near} y {far}",
    ),
    "way_weighs_at_edge": lambda way, near, far: (
        way,
        ": más allá del borde no hay valores, así que el último pesa ",
        f"{near}\u00a0+\u00a0{far}\u00a0=\u00a0{near + far}" if near else "más",
    ),
    "way_divides": "{way}: cada valor por su peso; la suma se divide por {divisor}, la suma de los pesos",
    "way_means": lambda way, how, count: (way, f": la media de {_count(count, 'valor', 'es')}; ", how),
    "way_meets": lambda way, count, copies: (
        way,
        f": la ventana abarca {_count(count, 'valor', 'es')}",
        " de las copias" if copies else "; los ceros no suman nada",
    ),
    "adds_evenly": lambda way, count, edges: (
        way,
        f" suma {_count(count, 'producto')}{', menos en bordes' if edges else ' en cada celda'}: ",
        "sin tablero de ajedrez",
    ),
    "adds_unevenly": lambda way, counts, verdict: (
        way,
        ", con ceros en medio, suma ",
        *_several(counts, "producto"),
        ": ",
        verdict,
    ),
    "with_padding": lambda padding: f"con padding {padding}" if padding else "con padding",
    "input_with_zeros": "entrada con ceros",
    "last_by_output_padding": lambda counts, size: f"{_last(counts)}: para {size}",
    "each_is_copied": "cada celda se copia {factor} veces",
    "zeros_go_between": lambda strides: (
        f"el paso (stride) {strides[0]} pone {_count(strides[0] - 1, 'cero')} entre celdas de entrada"
        if len(set(strides)) == 1
        else "el paso (stride) pone ceros entre celdas de entrada"
    ),
    "border_goes_around": lambda padding, rings: (
        f"de {_count(padding + rings, 'anillo')} de ceros alrededor, el padding quita {padding}: "
        f"{'queda' if rings == 1 else 'quedan'} {rings}"
        if padding and rings
        else f"alrededor {'va' if rings == 1 else 'van'} {_count(rings, 'anillo')} de ceros"
        if rings
        else f"aquí el padding {padding} añade un borde de ceros"
        if padding
        else "alrededor va un borde de ceros"
    ),
    "extra_makes_size": lambda counts, size, without: (
        f"output_padding añade {_last(counts)}, para que la salida sea {size}, no {without}"
    ),
    "nothing_goes_around": "la ventana recorre la entrada tal como es",
    "others_likewise": "las demás celdas se calculan del mismo modo",
    "every_input_is_one": "cada entrada es 1",
    "how_enlarged": lambda op: HOW_ENLARGED[op],
    "way_named": lambda op: WAYS.get(op, op.replace("_", " ")),
    "copy_of": "una copia de {value}",
    "from_other_cells": "{amount} de otras",
    "way_is": "{way} – {verdict}",
    "blocky": "bloques visibles",
    "smooth": "suave",
    "with_checkerboard": "tablero de ajedrez",
    "without_checkerboard": "sin tablero de ajedrez",
    "with_holes": "huecos",
    "ones_show_it": "ahora toda entrada es 1: lo desigual viene del método",
    "ones_show_best": "¿una salida desigual se debe a la entrada o al método? Una entrada de unos lo muestra",
    "ones_are_even": "todos iguales",
    "ones_are_even_inside": "{count}, menos solo en bordes",
    "ones_are_uneven": lambda counts: _either(counts),
    "stronger_is_larger": "cuanto más intenso es el color, mayor es el número dentro de su salida",
    "copied_times": "entrada, cada celda {factor} veces",
    "weights_of_means": "pesos",
    "for_each_cell": "nuevos en cada celda",
    "values_by_weights": "valor · peso",
    "row_by_column": "fila × columna",
    "near_and_far": "cerca {near}, lejos {far}",
    "near_makes": lambda near, far: f"{near + far} = {near} + {far}",
    "divided_by": "÷\u00a0{divisor}",
    "divided_by_sum": "÷\u00a0su suma,\u00a0{divisor}",
    # A picture in grays.
    "row_by_row": "fila a fila, lo que la entrada permite calcular",
    "clipped_colors": "{heading}: {count} de {total} píxeles quedan fuera del intervalo de 0 a 255 y se saturan",
    "channel_of_color": lambda channel: ("rojo", "verde", "azul")[channel],
    "black_and_white": "{heading}: el negro es {black}; el blanco, {white}",
    # A pair.
    "hues_of_channels": "cada tono es un canal de la convolución, antes y después de reordenar",
    "same_connections": "las dos conectan las mismas celdas",
    "shape_comes_back": (
        "la entrada de la {there} es la salida de la {here}: se recupera el tamaño, pero no los valores"
    ),
    "values_come_back": (
        "la entrada de la {there} es la salida de la {here}: se recuperan el tamaño y, aquí, también los valores"
    ),
    # Notes on what is drawn.
    "inputs_drawn": "dibujados: {inputs} de {of_inputs} canales de entrada",
    "outputs_drawn": "dibujados: {outputs} de {of_outputs} canales de salida",
    "inputs_and_outputs_drawn": (
        "dibujados: {inputs} de {of_inputs} canales de entrada y {outputs} de {of_outputs} de salida"
    ),
    "sums_over_all": "las sumas abarcan todos los canales",
    "sums_over_group": "cada suma abarca su grupo",
    "small_number_from": "número pequeño: el canal del que viene la celda",
    "small_number_to": "número pequeño: el canal al que va la celda",
    "small_number_of_window": "número pequeño: la ventana de la agrupación",
    "rounded_cells": "las celdas muestran números redondeados",
    "shortened_sums": "Σ {count} es una suma de {count} términos",
    # Layers of other frameworks.
    "kernel_flipped_by_jax": (
        "JAX voltea el núcleo salvo con transpose_kernel=True: el sello es el núcleo girado 180°"
    ),
    "crops_unlike_torch": lambda framework, lo, hi, axis: (
        f"{framework} recorta {lo} al principio y {hi} al final{_where(axis)}, algo que ninguna llamada de PyTorch hace"
    ),
    "same_size_in_torch": (
        "{crop}: padding {padding} con output_padding {output_padding} da el mismo tamaño, pero con los valores "
        "desplazados {shift}"
    ),
    "pads_differ": lambda framework, lo, hi, axis: (
        f"{framework} añade un relleno de {lo} al principio y de {hi} al final{_where(axis)}"
    ),
    "names_are": "{names}",
    "left_out_between": "se omite entre ellas: {names}",
    "counts_drawn": "nada indica {names}, que se dibuja como {counts}: use {option}",
    "read_as": "leído como {framework}: para {other} use {option}",
    "argument_not_applied": "no se aplica {argument}",
    # What a picture is of.
    "about": "{call}: de {input_size} a {output_size}, {formula}",
    # A summary.
    "columns_of": "columnas {first} a {last} de {count}",
    "multiplications": "multiplicaciones",
    "heading_rows": "matriz {matrix} {size}: filas {first} a {last}",
    "heading_stamp_counts": "cuántos sellos llegan a cada celda",
    "heading_window_counts": "cuántas ventanas leen cada celda",
    "columns_left_out": "las columnas de parches tienen {size} números, demasiados para esta página",
    "card_sizes": "entrada {input} → salida {output}",
    "on_a_card": "resumida en una página",
    "heading_zeros": "inserción de ceros: una ventana sobre ceros",
    "heading_matrix": "matriz {matrix} {size}",
    "row_times_x": "la fila {row} de {matrix} por x",
    "parameters_without_bias": lambda shape, weights: f"parámetros: {shape}{_count(weights, 'peso')}, sin sesgo",
    "parameters_counted": lambda shape, weights, biases, total: (
        f"parámetros: {shape}{_count(weights, 'peso')}; {total} con {_count(biases, 'sesgo')}"
    ),
    "multiplications_counted": lambda places, weights, total: (
        places,
        f" × {_count(weights, 'peso')} = {total}",
    ),
    "multiplications_over_zeros": "{words}; con la ventana sobre ceros, {outputs} × {weights} = {total}",
    "multiplications_drawn": lambda inputs, outputs, words: (
        f"tal como se dibuja, con {_count(inputs, 'canal', 'es')} de entrada y {outputs} de salida: ",
        words,
    ),
    "no_parameters": "sin parámetros",
    "card_draws_channels": lambda inputs, outputs: (
        f"se dibujan y se suman solo {_count(inputs, 'canal', 'es')} de entrada y {outputs} de salida"
    ),
    "matrix_left_out": "la matriz {matrix} tiene {size} números, demasiados para esta página",
    # The sentence for readers who do not see the picture.
    "step_count": lambda count: _count(count, "paso"),
    "in_steps": lambda count: f"en {_count(count, 'paso')}",
    "in_steps_some_shown": lambda count, shown: (
        f"en {_count(count, 'paso')}, de los que se {'muestran' if shown > 1 else 'muestra'} {shown}"
    ),
    "alt_text": "{what}, {steps}; la salida es de {output}.",
    "every_stamp": "todos los núcleos escalados en su lugar, y lo que suman",
    "every_window": "todas las ventanas con sus productos, y sus sumas",
    "alt_op": "{call} de una entrada de {input}",
    "alt_conv": "Convolución de una entrada de {input} con un núcleo de {kernel}, {call}",
    "alt_conv_transpose": "Convolución transpuesta de una entrada de {input} con un núcleo de {kernel}, {call}",
    "alt_way": "{what}, {way}",
    "alt_pair_of_equal": "{what}, junto a {call}, a la que equivale",
    "alt_pair_of_conv": "{what}, junto a la convolución transpuesta con las dimensiones correspondientes",
    "alt_pair_of_conv_transpose": "{what}, junto a la convolución con las dimensiones correspondientes",
    "alt_multiples": "{what} con {values} lado a lado, {steps}: {sizes}.",
    "alt_compare": lambda input_size, output_size, steps, ops: (
        f"{f'{len(ops)} maneras' if len(ops) > 1 else 'Una manera'} de ampliar una entrada de {input_size} a "
        f"{output_size}, ",
        steps,
        f": {', '.join(WAYS.get(op, op) for op in ops)}.",
    ),
    "by_window": "con una ventana sobre la entrada con ceros insertados",
    "by_both_ways": "con sellos que se suman y con una ventana sobre ceros insertados, en una sola imagen",
    "by_recipe": "con la receta de cuatro pasos",
    "as_matrix": "como producto matricial",
    "plane": "capa {number}{index}, {size}",
    "of_the_input": "de la entrada",
    "of_the_output": "de la salida",
    "of_layer": "de la capa {number}",
    "which_seen": "¿qué celdas de entrada ve la celda de salida marcada?",
    "which_reached": "¿a qué celdas de salida llega la celda de entrada marcada?",
    "extent_of_cells": "{size} = {count} celdas",
    "cells_counted": lambda count: _count(count, "celda"),
    "cone_through": "a través de la capa {layer}: {cells} {where}",
    "cell_sees": "campo receptivo: una celda de salida ve {cells} de la entrada",
    "cell_reaches": "una celda de entrada llega a {cells} de la salida",
    "as_one_layer": "equivale a una sola capa con núcleo {kernel}, paso (stride) {stride} y relleno {padding}",
    "rest_outside": "el resto de su campo queda fuera de la entrada",
    "ways_counted": "los números cuentan los caminos de una celda a la marcada",
    "ways_counted_from": "los números cuentan los caminos de la celda marcada a cada una",
    "as_receptive_field": "mostrando lo que una celda ve a través de todas las capas",
    "as_receptive_field_title": "Campo receptivo de una celda",
    "as_reached_title": "Lo que alcanza una celda de entrada",
    "layers_and_sizes": lambda count, sizes: f"{_count(count, 'capa')} · {sizes}",
    "in_each_channel": "en cada canal {words}",
    "in_own_channel": "en su propio canal {words}",
    "in_own_group": "en cada canal de su grupo {words}",
    "layers_in_turn": "cada capa lee lo que escribió la anterior",
    "sizes_in_turn": "los tamaños, por orden: {sizes}",
    "layer_reads": lambda layer, cell, after, count, before: (
        f"capa {layer}: la celda [{cell}] ",
        after,
        f" se calcula con {_count(count, 'celda')} ",
        before,
    ),
    "layer_reads_padding": lambda layer, cell, after, count, before, outside: (
        f"capa {layer}: la celda [{cell}] ",
        after,
        f" se calcula con {_count(count, 'celda')} ",
        before,
        f" y {outside} de relleno",
    ),
    "layer_adds": lambda layer, cell, before, count, after: (
        f"capa {layer}: la celda [{cell}] ",
        before,
        f", multiplicada por el núcleo, se suma a {_count(count, 'celda')} ",
        after,
    ),
    "layer_writes": lambda layer, cell, before, count, after: (
        f"capa {layer}: la celda [{cell}] ",
        before,
        f" va a {_count(count, 'celda')} ",
        after,
    ),
    "first_channels_drawn": "de las capas con muchos canales se dibuja el primero",
    "as_planes": "como planos en fila",
    "as_planes_title": "Capa tras capa",
    "as_connections": "mostrando qué celdas están conectadas",
    "as_stamp_counts": "contando los sellos de cada celda de salida",
    "as_colors": "como imágenes en color",
    "as_pixels": "como imágenes en escala de grises",
    # What is said of a cell that is pointed at.
    "output_cell_is": "Celda de salida [{cell}]: {value}",
    "input_cell_reaches": lambda cell, value, count, weights: (
        f"La celda de entrada [{cell}] vale {value} y llega a {_count(count, 'celda')} de salida: {weights}"
    ),
    "input_cell_unread": "La celda de entrada [{cell}] vale {value}; nada la lee",
    # The player.
    "player": "reproductor",
    "play": "reproducir",
    "pause_pictures": "pausar las imágenes",
    "play_pictures": "reproducir las imágenes",
    "pause": "pausar",
    "step_back": "paso atrás",
    "step_forward": "paso adelante",
    "step": "paso",
    "speed": "velocidad",
    "transcript": "transcripción",
    "point_at_cells": "señalar una celda",
    "space_key": "espacio",
    "at_the_start": "inicio",
    "at_the_finish": "fin",
    # The pages of a gallery.
    "gallery": "Galería",
    "gallery_of_animations": "Galería de animaciones de convoluciones",
    "picture": "1 imagen",
    "pictures": lambda count: "1 imagen" if count == 1 else f"{count} imágenes",
    "pictures_of": "{count} de {of} imágenes",
    "gallery_is_made": (
        "{pictures}, cada una hecha por `tconv-anim gallery` a partir de una receta: no edite esta "
        "página ni una imagen, edite la receta. {index}, abierta en un navegador, permite buscar y "
        "filtrar."
    ),
    "run_in_folder": "Las órdenes que nombran un archivo se ejecutan en la carpeta de las recetas.",
    "also_as": "También como {names}.",
    "search": "Buscar",
    "search_for": "Buscar en títulos, leyendas y órdenes",
    "contents": "Contenido",
    "filters": "Filtros",
    "all": "todos",
    "yes": "sí",
    "no": "no",
    "default": "predeterminado",
    "show_all": "Mostrar todo",
    "nothing_fits": "No hay coincidencias. Muestre todo o simplifique la búsqueda.",
    "copy": "Copiar",
    "copy_command": "Copiar la orden de {name}",
    "copied": "Copiado",
    "selected": "Seleccionado",
    "in_full_size": "A tamaño completo",
    "light": "Claro",
    "dark": "Oscuro",
    "to_light": "Cambiar a colores claros",
    "to_dark": "Cambiar a colores oscuros",
}
