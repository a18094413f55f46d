"""Saved web pages as browsers leave them: each with what must be read from it and what is no part of the article."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SavedPage:
    """``kept`` must stand in the text, each on one line and in this order; ``left`` must not."""

    name: str
    html: str
    kept: tuple[str, ...]
    left: tuple[str, ...]


BANNER = """<div id="onetrust-banner-sdk" class="cookie-banner"><p>We and our 842 partners store cookies for up to 13
months.
</p><button>Accept all</button></div>"""
NAV = """<nav class="menu"><ul><li><a href="/m">Markets</a></li><li><a href="/top-50">Top 50</a></li>
<li><a href="javascript:void(0)">Watchlist (7)</a></li></ul></nav>"""
TICKER = """<div class="ticker-tape"><span>DJIA 39,411.21</span> <span>+0.67%</span> <span>FTSE 8,281.55</span></div>"""
FOOT = """<footer><p>© 2024 Example Media Ltd. Registered in England 1234567. All rights reserved.</p>
<ul><li><a href="/t">Terms</a></li><li><a href="/p">Privacy</a></li></ul></footer>"""
RELATED = """<aside class="related-stories"><h3>Related stories</h3><ul>
<li><a href="/a">Gold tops $2,431 as dollar slides</a></li><li><a href="/b">Five stocks that doubled in 2023</a></li>
</ul></aside>"""
SCRIPT = """<script>window.__DATA__ = {"views": 55812, "html": "<p>not 91.3 text</p>"};</script>
<style>.x{margin:17px}</style><noscript>Turn on JavaScript 1.8</noscript>"""

NEWS = SavedPage(
    "news",
    f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Stocks slip after jobs report | Example Wire</title>
<meta property="og:title" content="Stocks slip after jobs report">
<meta property="og:site_name" content="Example Wire">
<link rel="canonical" href="https://wire.example/markets/stocks-slip">
<meta property="article:published_time" content="2024-07-05T20:15:00Z">
<meta name="author" content="Jo Field"></head><body>{BANNER}{NAV}{TICKER}
<main><article><h1>Stocks slip after jobs report</h1><p class="byline">By <a href="/jo">Jo Field</a></p>
<time datetime="2024-07-05">July 5, 2024</time>
<p>Shares fell on Friday, the S&amp;P 500 losing 0.41% to 5,537.02, after employers added <b>206,000</b> jobs in
June.</p>
<p>The yield on the <a href="/q/us10y">10-year Treasury</a> fell seven basis points to 4.28%, its lowest in 3 weeks,
while oil rose to $83.16 a barrel.</p>
<h2>What they said</h2>
<blockquote><p>“We see 2 cuts this year, worth 50 basis points,” said a strategist.</p></blockquote>
<p>Markets price a 77% chance of a cut in September, against 64% a week ago.</p></article></main>
{RELATED}{FOOT}{SCRIPT}</body></html>""",
    ("Stocks slip after jobs report",
     "the S&P 500 losing 0.41% to 5,537.02, after employers added 206,000 jobs in June.",
     "10-year Treasury fell seven basis points to 4.28%", "$83.16 a barrel", "What they said",
     "“We see 2 cuts this year",
     "77% chance of a cut in September, against 64%"),
    ("842", "Top 50", "39,411.21", "8,281.55", "1234567", "$2,431", "55812", "91.3", "17px", "JavaScript 1.8"),
)

TABLES = SavedPage(
    "results table",
    f"""<html><head><title>Acme Instruments reports third quarter</title>
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Acme Instruments reports third quarter","datePublished":"2023-10-26T07:00:00-04:00",
"author":[{{"@type":"Person","name":"A. Writer"}},{{"@type":"Person","name":"B. Writer"}}],
"publisher":{{"@type":"Organization","name":"Newsline"}},"url":"https://newsline.example/acme-q3"}}</script></head>
<body><header class="site-header">{NAV}</header><div class="container"><div class="row"><div class="col-8 release-body">
<h1>Acme Instruments reports third quarter</h1>
<p>MILWAUKEE, Oct. 26, 2023 – Acme Instruments (NYSE: ACMX) today reported revenue of $412.6 million, up 8.3% from
the year before.</p>
<ul><li>Adjusted earnings of $1.07 a share</li><li>Operating margin of 14.2%, up 110 basis points</li></ul>
<table><thead><tr><th>$ million</th><th>Q3 2023</th><th>Q3 2022</th><th>Change</th></tr></thead>
<tbody><tr><td>Revenue</td><td>412.6</td><td>381.0</td><td>8.3%</td></tr>
<tr><td>Operating income</td><td>58.6</td><td>49.9</td><td>17.4%</td></tr>
<tr><td>Net income</td><td>(3.1)</td><td>31.4</td><td>n.m.</td></tr></tbody></table>
<p>The company now expects full-year revenue of $1.61 billion to $1.64 billion.</p>
<ol><li>Backlog stood at $905 million</li><li>Debt fell by $40 million</li></ol>
</div><div class="col-4 sidebar"><div class="widget most-read"><h4>Most read</h4><a href="/1">Chipmaker soars 19%</a>
<a href="/2">12 dividends for retirees</a></div></div></div></div>{FOOT}{SCRIPT}</body></html>""",
    ("revenue of $412.6 million, up 8.3%", "Adjusted earnings of $1.07 a share", "Operating margin of 14.2%",
     "Q3 2023", "Revenue", "412.6", "381.0", "Operating income", "17.4%", "(3.1)", "31.4",
     "$1.61 billion to $1.64 billion",
     "Backlog stood at $905 million", "$40 million"),
    ("Top 50", "1234567", "19%", "12 dividends", "55812"),
)

QUOTES = SavedPage(
    "quote boxes",
    f"""<html><head><title>Small caps wake up</title><meta name="date" content="2025-11-28"></head><body>{BANNER}
<div class="wrapper"><div class="topbar">{NAV}</div><div class="post"><div class="post-header"><h1>Small caps wake
up</h1>
<div class="meta"><span>Nov 28, 2025</span><span>6 min read</span></div></div>
<div class="post-content"><p>The Russell 2000 gained 5.5% in the week, its best since November 2024, and beat the
large-cap gauge by 180 basis points.</p>
<p>Among the winners: <a href="/t/OII">Oceaneering</a> and two banks.</p>
<div class="quote-box"><span class="symbol">OII</span><span class="price">24.57</span><span class="chg">+0.38
(1.57%)</span></div>
<div class="quote-box"><span class="symbol">AMTB</span><span class="price">19.02</span><span class="chg">-0.11
(-0.57%)</span></div>
<h3>Valuation</h3><p>The index trades at 18.4 times forward earnings, against 22.9 for the S&amp;P 500.<br>
That is a discount of 20%.</p>
<dl><dt>Forward P/E</dt><dd>18.4</dd><dt>Price to book</dt><dd>2.1</dd></dl>
<p>Rates: 3.75%–4.00% since October&nbsp;29.</p></div></div>
<div class="newsletter-signup"><p>Join 250,000 readers. Only $9.99 a month.</p></div>
<div class="comments"><div class="comment">user77: up 300% lol</div></div></div>{FOOT}</body></html>""",
    ("Small caps wake up", "gained 5.5% in the week", "24.57", "+0.38 (1.57%)", "19.02", "-0.11 (-0.57%)", "Valuation",
     "18.4 times forward earnings", "a discount of 20%", "18.4", "2.1", "3.75%–4.00%"),
    ("842", "Top 50", "1234567", "250,000", "300%"),
)

DASHBOARD = SavedPage(
    "dashboard",
    f"""<html><head><title>Morning dashboard</title></head><body>{NAV}<div id="main"><h1>Morning dashboard</h1>
<p class="date">6 March 2026</p>
<h2>Equities</h2><table><tr><th>Index</th><th>Close</th><th>1d</th><th>YTD</th></tr>
<tr><td>S&amp;P 500</td><td>6,845.12</td><td>-0.4%</td><td>+1.2%</td></tr>
<tr><td>Nikkei 225</td><td>51,220.90</td><td>+0.9%</td><td>+3.3%</td></tr>
<tr><td>DAX</td><td>24,031.7</td><td>-1.1%</td><td>-2.0%</td></tr></table>
<h2>Rates</h2><ul><li>US 10-year 4.12% (+3 bp)</li><li>Bund 2.71% (-2 bp)</li></ul>
<h2>Commodities</h2><table><tr><td>Brent</td><td>$71.30</td></tr><tr><td>Gold</td><td>$4,102</td></tr></table>
</div>{FOOT}</body></html>""",
    ("Morning dashboard", "Equities", "S&P 500", "6,845.12", "-0.4%", "+1.2%", "Nikkei 225", "51,220.90", "DAX",
     "24,031.7",
     "US 10-year 4.12% (+3 bp)", "Bund 2.71%", "$71.30", "$4,102"),
    ("Top 50", "1234567"),
)

NOTE = SavedPage(
    "divs only",
    f"""<html><head><title>Our view: rotation</title></head><body><div class="c1">{NAV}</div><div class="c2"><div
class="c3">
<div class="t1">Our view: rotation</div><div class="t2">We think the gap of 31% between the two indices is too wide.
It was 12% in 2019.</div>
<div class="t2">Earnings of smaller companies should grow 17% in 2026, against 13% for large ones, on consensus
figures.</div>
<div class="t2">Three risks: tariffs (a 10% levy costs 0.4 points of growth), refinancing ($368 billion falls due by
2027), and the Fed.</div>
<div class="t2"><span>Key figures</span><ul><li>46% of Russell 2000 companies lose money</li><li>Cash yield
3.9%</li></ul></div>
<div class="pullquote">“A 31% discount is history's gift.”</div>
<figure><img src="x.png" alt="chart 77"><figcaption>Relative valuation, 1995–2025. Source: 2
providers.</figcaption></figure>
</div></div>{FOOT}</body></html>""",
    ("the gap of 31% between", "12% in 2019", "grow 17% in 2026", "$368 billion falls due by 2027",
     "46% of Russell 2000",
     "Cash yield 3.9%", "1995–2025"),
    ("Top 50", "1234567"),
)

SHORT = SavedPage(
    "brief",
    f"""<html><head><title>Brief: Fed cuts</title></head><body>{NAV}<article><h1>Fed cuts by 25 basis points</h1>
<p>The target range is now 3.50% to 3.75%.</p></article>{RELATED}{FOOT}</body></html>""",
    ("Fed cuts by 25 basis points", "3.50% to 3.75%"), ("Top 50", "$2,431", "1234567"),
)

LINKED = SavedPage(
    "links and lists",
    f"""<html><head><title>Stocks to watch</title></head><body>{TICKER}{NAV}<section class="content
article__body"><h1>Ten stocks to watch</h1>
<p>Here are the names that moved in <a href="/x">Monday's session</a> of 12 August 2019, when the Dow dropped 1.5%.</p>
<ul><li><a href="/q/ABCD">ABCD</a>: down 6.2% after guidance</li><li><a href="/q/EFGH">EFGH</a>: up 3.8%</li>
<li><a href="/q/IJKL">IJKL gained 11%</a></li></ul>
<p>1. <a href="/q/MNOP">MNOP</a> closed at $54.20.<br>2. QRST closed at €17.85.</p>
<p><a href="/long"><strong>The 2-year yield fell to 1.58%</strong></a></p>
<table class="layout"><tr><td><p>The VIX rose to 21.09 from 17.97 on Friday, and gold reached a 6-year
high.</p></td></tr></table>
</section>{RELATED}{FOOT}{SCRIPT}</body></html>""",
    ("Ten stocks to watch", "12 August 2019, when the Dow dropped 1.5%", "ABCD: down 6.2%", "EFGH: up 3.8%",
     "IJKL gained 11%",
     "MNOP closed at $54.20", "€17.85", "2-year yield fell to 1.58%", "VIX rose to 21.09 from 17.97"),
    ("39,411.21", "Top 50", "$2,431", "1234567"),
)

PAGES = (NEWS, TABLES, QUOTES, DASHBOARD, NOTE, SHORT, LINKED)
