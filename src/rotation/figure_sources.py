"""Which series a figure was computed from, by the figure's id: what its caption names as its source."""

from __future__ import annotations

PAIR = ("yahoo/RUT", "yahoo/GSPC")
SECTORS = tuple(f"yahoo/{name}" for name in ("XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE", "XLU", "XLV",
                                             "XLY"))
_MULTIPLES = ("bloomberg/RUT_pe_forward", "bloomberg/GSPC_pe_forward")
SOURCES: dict[str, tuple[str, ...]] = {
    "fed_policy.range": ("fred/DFEDTAR", "fred/DFEDTARU"), "fed_policy.fan": PAIR,
    "fed_policy.rolling": (*PAIR, "fred/DGS2"),
    "named_stocks.dots": ("yahoo/IWM",), "named_stocks.winners_small": ("yahoo/IWM",),
    "named_stocks.losers_small": ("yahoo/IWM",), "stock.price": ("yahoo/IWM",),
    "sector_rotation.years": PAIR, "sector_rotation.grid": PAIR, "sector_rotation.strength": PAIR,
    "sector_rotation.ranks": SECTORS, "sector_rotation.breadth": ("yahoo/RSP", "yahoo/SPY"),
    "sector_rotation.mix": ("yahoo/IWM", "yahoo/IWB"), "sector_rotation.risk": PAIR,
    "valuation.spread": ("spdji/SP600_pe_operating", "spdji/SP500_pe_operating"),
    "valuation.ratios": (*_MULTIPLES, "bloomberg/RUT_price_to_book", "bloomberg/GSPC_price_to_book"),
    "valuation.cape": ("shiller/cape",),
    "valuation.split": (*_MULTIPLES, "bloomberg/RUT_eps_forward", "bloomberg/GSPC_eps_forward"),
    "valuation.price_ratio": PAIR, "what_happened_next.path": PAIR, "what_happened_next.dots": (*SECTORS, "yahoo/SPY"),
}
