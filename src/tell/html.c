/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Static pages. Words of a mail are escaped as markup and then pass escape_line() (no control, no change
 * of reading direction), so they can neither be markup nor hide what stands beside them; and the page
 * forbids scripts and anything from elsewhere by its own policy. */
#include "tell/html.h"

#include "base/escape.h"
#include "tell/describe.h"

static const char STYLE[] =
    ":root{--ink:#1b2330;--faint:#667085;--line:#d9dee7;--bad:#b42318;--doubt:#9a6700;--good:#1a7f37;"
    "--tile:#f5f7fa;--accent:#1f4e8c}"
    "*{box-sizing:border-box}"
    "body{font:15px/1.5 system-ui,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif;color:var(--ink);"
    "max-width:72rem;margin:2rem auto;padding:0 1.5rem;background:#fff}"
    "header{border-bottom:3px solid var(--accent);margin-bottom:1.5rem;padding-bottom:.5rem}"
    "h1{font-size:1.7rem;margin:0;line-height:1.25}"
    "h2{font-size:1.15rem;margin:2.2rem 0 .6rem;color:var(--accent)}"
    "p{margin:.3rem 0}.faint,footer{color:var(--faint);font-size:.87rem}"
    "footer{border-top:1px solid var(--line);margin-top:3rem;padding-top:.7rem}"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.2rem,1fr));gap:.8rem;margin:1rem 0}"
    ".tile{background:var(--tile);border-radius:.5rem;padding:.7rem 1rem;border-left:4px solid var(--accent)}"
    ".tile b{display:block;font-size:1.8rem;line-height:1.2;font-variant-numeric:tabular-nums}"
    ".tile.bad{border-color:var(--bad)}.tile.bad b{color:var(--bad)}"
    ".tile.doubt{border-color:var(--doubt)}.tile.good{border-color:var(--good)}"
    "table{border-collapse:collapse;width:100%}"
    "th{text-align:left;font-weight:600;color:var(--faint);font-size:.8rem;text-transform:uppercase;"
    "letter-spacing:.04em;hyphens:none}"
    "th,td{padding:.45rem .7rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top;"
    "overflow-wrap:anywhere}th{overflow-wrap:normal}"
    "td.day,td.number,td.name{white-space:nowrap;overflow-wrap:normal}"
    "td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;padding-right:1.2rem}"
    "table.matters{table-layout:fixed}.matters th:nth-child(1){width:4rem}"
    ".matters th:nth-child(2){width:7.2rem}.matters th:nth-child(3){width:9.8rem}"
    ".matters th:nth-child(5){width:9rem}"
    "@media screen and (max-width:40rem){body{padding:0 .8rem}.matters th:nth-child(1){width:2.4rem}"
    ".matters th:nth-child(2){width:6.4rem}.matters th:nth-child(3){width:5rem}"
    ".matters th:nth-child(5){width:5.4rem}.matters td.day{white-space:normal}"
    "th{font-size:.66rem;letter-spacing:0}}"
    ".bad{color:var(--bad);font-weight:600}.doubt{color:var(--doubt)}.good{color:var(--good)}"
    "blockquote{margin:.3rem 0 .3rem 0;padding:.1rem 0 .1rem .9rem;border-left:3px solid var(--line)}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:1rem 0}"
    "dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}"
    "li{margin:.5rem 0}a{color:var(--accent)}"
    "@media print{html{font-size:12px}body{margin:0;max-width:none;font-size:10pt;padding:0}"
    "h2{break-after:avoid}.tiles{grid-template-columns:repeat(6,1fr)}"
    "tr,li,.tile{break-inside:avoid}thead{display:table-header-group}"
    "*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}"
    "@page{size:A4;margin:16mm}";

void html_add(GString *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *markup = g_markup_vprintf_escaped(format, arguments);
    va_end(arguments);
    g_autofree char *safe = escape_line(markup, G_MAXSIZE / 2);
    g_string_append(page, safe);
    g_string_append_c(page, '\n');
}

void html_begin(GString *page, const char *title)
{
    g_string_append(page, "<!DOCTYPE html>\n");
    html_add(page, "<html lang=\"en\"><head><meta charset=\"utf-8\">");
    html_add(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'unsafe-inline'\">");
    html_add(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html_add(page, "<title>%s</title>", title);
    g_string_append_printf(page, "<style>%s</style></head>\n<body>\n", STYLE);
    html_add(page, "<header><h1>%s</h1></header>", title);
}

void html_end(GString *page, const char *footer)
{
    html_add(page, "<footer>%s</footer>", footer);
    g_string_append(page, "</body></html>\n");
}

void html_heading(GString *page, const char *text, guint count)
{
    html_add(page, "<h2>%s (%u)</h2>", text, count);
}

static void add_deadline(GString *page, const struct deadline *deadline, const GDate *today)
{
    g_autofree char *day = describe_day(&deadline->date);
    g_autofree char *distance = describe_distance(&deadline->date, today);
    g_autofree char *place = describe_place(&deadline->quote);
    html_add(page, "<li><b>%s %s</b> (%s)%s", deadline_kind_name(deadline->kind), day ? day : "?",
             distance, deadline->firm ? "" : ", not a firm date");
    html_add(page, "<blockquote>\u201c%s\u201d</blockquote>",
             deadline->quote.text ? deadline->quote.text : "");
    html_add(page, "<p class=\"faint\">%s; rule %s; certainty %.2f</p>", place,
             deadline->rule ? deadline->rule : "unknown", deadline->confidence);
    if (deadline->doubt)
        html_add(page, "<p class=\"doubt\">Doubt: %s</p>", deadline->doubt);
    html_add(page, "</li>");
}

void html_deadlines(GString *page, const GPtrArray *deadlines, const GDate *today)
{
    html_heading(page, "Deadlines", deadlines->len);
    html_add(page, "<ol>");
    for (guint i = 0; i < deadlines->len; i++)
        add_deadline(page, deadlines->pdata[i], today);
    html_add(page, "</ol>");
}

void html_requests(GString *page, const GPtrArray *requests, const GPtrArray *deadlines)
{
    html_heading(page, "Requests", requests->len);
    html_add(page, "<ol>");
    for (guint i = 0; i < requests->len; i++) {
        const struct request *request = requests->pdata[i];
        g_autofree char *place = describe_place(&request->quote);
        g_autofree char *dates = describe_dates(request, deadlines);
        html_add(page, "<li>%s<p class=\"faint\">%s; asked of %s; %s</p></li>",
                 request->quote.text ? request->quote.text : "", place,
                 request->addressee ? request->addressee : "the reader", dates);
    }
    html_add(page, "</ol>");
}

void html_flaws(GString *page, const char *heading, const GPtrArray *flaws)
{
    if (flaws->len == 0)
        return;
    html_heading(page, heading, flaws->len);
    html_add(page, "<ul>");
    for (guint i = 0; i < flaws->len; i++) {
        const struct flaw *flaw = flaws->pdata[i];
        html_add(page, "<li class=\"bad\">%s: %s</li>", flaw->part ? flaw->part : "?",
                 flaw->what ? flaw->what : "?");
    }
    html_add(page, "</ul>");
}
