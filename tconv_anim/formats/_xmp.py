"""XMP: the title, the alt text and the recipe as RDF, which picture programs and ours read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.svg.elements import xml_text

RDF, DC = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/"
IPTC, OWN = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "urn:tconv-anim"


def packet(drawing: Drawing) -> bytes:
    """The texts that a file carries: what it shows, the alt text, and the recipe."""
    title, alt, recipe = map(xml_text, (drawing.title, drawing.alt_text, drawing.comment))
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" '
        f'xmlns:dc="{DC}" xmlns:Iptc4xmpCore="{IPTC}" xmlns:tconv="{OWN}">'
        f"<dc:title>{_in_any_language(title)}</dc:title><dc:description>{_in_any_language(alt)}</dc:description>"
        f"<Iptc4xmpCore:AltTextAccessibility>{_in_any_language(alt)}</Iptc4xmpCore:AltTextAccessibility>"
        f"<tconv:recipe>{recipe}</tconv:recipe></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def recipe_of(data: bytes) -> str:
    """The recipe in a packet; "" if there is none.

    Raises
    ------
    SyntaxError
        for what is no XML
    """
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("end",))
    parser.feed(data)
    parser.close()
    ended: Iterator[Any] = parser.read_events()
    return next((str(found.text or "") for _, found in ended if found.tag == f"{{{OWN}}}recipe"), "")


def _in_any_language(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'
