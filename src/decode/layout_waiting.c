/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside a text is read by itself (layout_notes.c) and waits for its place among the rows: before a row
 * that comes later, or before one that has been read already. */
#include "decode/layout_table.h"

struct waiting {
    double before; /* the top of a row */
    GString *text;
};

/* A row that has been read. */
struct begun {
    double top;
    gsize offset; /* of the output */
};

void layout_end_paragraph(GString *out)
{
    if (out->len > 0 && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    if (out->len > 0 && !g_str_has_suffix(out->str, "\n\n"))
        g_string_append_c(out, '\n');
}

void layout_begin_waiting(struct region *region)
{
    region->waiting = g_array_new(FALSE, FALSE, sizeof(struct waiting));
    region->begun = g_array_new(FALSE, FALSE, sizeof(struct begun));
}

void layout_wait(struct region *region, GString *text, double before)
{
    struct waiting waiting = {before, text};
    g_array_append_val(region->waiting, waiting);
}

void layout_begin_row(struct region *region, double top)
{
    struct begun begun = {top, region->out->len};
    g_array_append_val(region->begun, begun);
}

static void append_note(GString *out, const GString *text)
{
    layout_end_paragraph(out);
    g_string_append_len(out, text->str, (gssize) text->len);
    layout_end_paragraph(out);
}

/* Rows are read one by one: what stands beside one is met when those above it have been read. */
static void place(struct region *region, const struct waiting *note)
{
    GString *out = region->out;
    guint i = region->begun->len;
    while (i > 0 && g_array_index(region->begun, struct begun, i - 1).top >= note->before - 0.01)
        i--;
    if (i == region->begun->len) {
        append_note(out, note->text);
        return;
    }
    gsize at = g_array_index(region->begun, struct begun, i).offset, before = out->len;
    g_autofree char *rest = g_strdup(out->str + at);
    g_string_truncate(out, at);
    append_note(out, note->text);
    g_string_append(out, rest);
    for (; i < region->begun->len; i++)
        g_array_index(region->begun, struct begun, i).offset += out->len - before;
}

void layout_flush_waiting(struct region *region, double top)
{
    guint kept = 0;
    for (guint i = 0; i < region->waiting->len; i++) {
        struct waiting note = g_array_index(region->waiting, struct waiting, i);
        if (note.before > top + 0.01) {
            g_array_index(region->waiting, struct waiting, kept++) = note;
            continue;
        }
        if (note.text->len > 0)
            place(region, &note);
        g_string_free(note.text, TRUE);
    }
    g_array_set_size(region->waiting, kept);
}

void layout_end_waiting(struct region *region)
{
    layout_flush_waiting(region, 1e9);
    g_array_unref(region->waiting);
    g_array_unref(region->begun);
}
