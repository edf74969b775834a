/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a page is crossed out, a level line is drawn: a stroke, a thin box, a thin polygon. poppler draws them
 * and does not tell them, so the few operators that draw straight lines are followed here: the path, the matrix
 * and the width of lines. Text, colours, curves and pictures are passed over, and what is no drawing at all gives
 * no lines.
 *
 * Only whether a page is worth drawing hangs on it: what is in doubt is answered with FALSE. */
#include "decode/pdf_rules.h"

#include <math.h>
#include <string.h>

#define RULES_MAX 20000
#define SIDES_MAX  4000
#define DEPTH_MAX 32
#define THICK     4.0 /* points; what is thicker is a bar or a ground */
#define LONG      6.0 /* points; what is shorter crosses no word out */
#define LEVEL     0.75
#define NUMBERS   6

struct state {
    double matrix[6];
    double wide; /* of a line */
};

struct line {
    double x1, y1, x2, y2;
};

struct drawing {
    GArray *rules;
    struct state now, saved[DEPTH_MAX];
    guint depth;
    double numbers[NUMBERS]; /* the last ones before an operator */
    guint count;
    double x, y, start_x, start_y; /* of the path, on the sheet */
    GArray *lines;                 /* of struct line: sides of the path */
    GArray *boxes;                 /* of struct line: what each part of the path lies in */
    gboolean sure;
};

static void add_rule(struct drawing *drawing, double y, double left, double right)
{
    struct pdf_rule rule = {y, MIN(left, right), MAX(left, right)};
    if (!(rule.right - rule.left >= LONG && rule.right - rule.left < 1e5 && fabs(y) < 1e5))
        return;
    if (drawing->rules->len < RULES_MAX)
        g_array_append_val(drawing->rules, rule);
    else
        drawing->sure = FALSE;
}

static void move(struct drawing *drawing, double x, double y)
{
    const double *m = drawing->now.matrix;
    drawing->x = m[0] * x + m[2] * y + m[4];
    drawing->y = m[1] * x + m[3] * y + m[5];
}

static void begin_part(struct drawing *drawing)
{
    drawing->start_x = drawing->x;
    drawing->start_y = drawing->y;
    struct line box = {drawing->x, drawing->y, drawing->x, drawing->y};
    if (drawing->boxes->len < SIDES_MAX)
        g_array_append_val(drawing->boxes, box);
    else
        drawing->sure = FALSE;
}

static void add_line(struct drawing *drawing, double x1, double y1)
{
    struct line line = {x1, y1, drawing->x, drawing->y};
    if (drawing->lines->len >= SIDES_MAX || drawing->boxes->len == 0) {
        drawing->sure &= drawing->lines->len < SIDES_MAX;
        return;
    }
    g_array_append_val(drawing->lines, line);
    struct line *box = &g_array_index(drawing->boxes, struct line, drawing->boxes->len - 1);
    *box = (struct line){MIN(box->x1, line.x2), MIN(box->y1, line.y2), MAX(box->x2, line.x2), MAX(box->y2, line.y2)};
}

static void line_to(struct drawing *drawing, double x, double y)
{
    double from_x = drawing->x, from_y = drawing->y;
    move(drawing, x, y);
    add_line(drawing, from_x, from_y);
}

static void close_part(struct drawing *drawing)
{
    double from_x = drawing->x, from_y = drawing->y;
    drawing->x = drawing->start_x;
    drawing->y = drawing->start_y;
    add_line(drawing, from_x, from_y);
}

static void add_box(struct drawing *drawing, const double *n)
{
    move(drawing, n[0], n[1]);
    begin_part(drawing);
    line_to(drawing, n[0] + n[2], n[1]);
    line_to(drawing, n[0] + n[2], n[1] + n[3]);
    line_to(drawing, n[0], n[1] + n[3]);
    close_part(drawing);
}

/* A line as wide as this on the sheet; turned or stretched ones are taken as the matrix has it at most. */
static double width_of_lines(const struct drawing *drawing)
{
    const double *m = drawing->now.matrix;
    return drawing->now.wide * MAX(MAX(fabs(m[0]), fabs(m[1])), MAX(fabs(m[2]), fabs(m[3])));
}

static void stroke(struct drawing *drawing)
{
    if (width_of_lines(drawing) > THICK)
        return;
    for (guint i = 0; i < drawing->lines->len; i++) {
        const struct line *line = &g_array_index(drawing->lines, struct line, i);
        if (fabs(line->y1 - line->y2) <= LEVEL)
            add_rule(drawing, (line->y1 + line->y2) / 2, line->x1, line->x2);
    }
}

static void fill(struct drawing *drawing)
{
    for (guint i = 0; i < drawing->boxes->len; i++) {
        const struct line *box = &g_array_index(drawing->boxes, struct line, i);
        if (box->y2 - box->y1 <= THICK)
            add_rule(drawing, (box->y1 + box->y2) / 2, box->x1, box->x2);
    }
}

static void paint(struct drawing *drawing, gboolean strokes, gboolean fills)
{
    if (strokes)
        stroke(drawing);
    if (fills)
        fill(drawing);
    g_array_set_size(drawing->lines, 0);
    g_array_set_size(drawing->boxes, 0);
}

static void multiply(struct drawing *drawing, const double *n)
{
    const double *m = drawing->now.matrix;
    double product[6] = {n[0] * m[0] + n[1] * m[2],        n[0] * m[1] + n[1] * m[3],
                         n[2] * m[0] + n[3] * m[2],        n[2] * m[1] + n[3] * m[3],
                         n[4] * m[0] + n[5] * m[2] + m[4], n[4] * m[1] + n[5] * m[3] + m[5]};
    memcpy(drawing->now.matrix, product, sizeof product);
}

static void save(struct drawing *drawing)
{
    if (drawing->depth < DEPTH_MAX)
        drawing->saved[drawing->depth] = drawing->now;
    else
        drawing->sure = FALSE;
    drawing->depth++;
}

static void restore(struct drawing *drawing)
{
    if (drawing->depth == 0)
        return;
    if (--drawing->depth < DEPTH_MAX)
        drawing->now = drawing->saved[drawing->depth];
}

/* Operators of one letter. */
static void draw_short(struct drawing *drawing, char c)
{
    const double *n = drawing->numbers;
    if (c == 'q')
        save(drawing);
    else if (c == 'Q')
        restore(drawing);
    else if (c == 'w' && drawing->count == 1)
        drawing->now.wide = fabs(n[0]);
    else if (c == 'l' && drawing->count == 2)
        line_to(drawing, n[0], n[1]);
    else if (c == 'm' && drawing->count == 2) {
        move(drawing, n[0], n[1]);
        begin_part(drawing);
    } else if (c == 'c' && drawing->count == 6)
        line_to(drawing, n[4], n[5]);
    else if ((c == 'v' || c == 'y') && drawing->count == 4)
        line_to(drawing, n[2], n[3]);
    else if (c == 'h' || c == 's' || c == 'b')
        close_part(drawing);
    if (strchr("SsfFBbn", c) != NULL)
        paint(drawing, strchr("SsBb", c) != NULL, strchr("fFBb", c) != NULL);
}

static void draw(struct drawing *drawing, const char *word, gsize length)
{
    if (length == 1)
        draw_short(drawing, *word);
    else if (length == 2 && memcmp(word, "re", 2) == 0 && drawing->count == 4)
        add_box(drawing, drawing->numbers);
    else if (length == 2 && memcmp(word, "cm", 2) == 0 && drawing->count == 6)
        multiply(drawing, drawing->numbers);
    else if (length == 2 && word[1] == '*' && strchr("fBb", *word) != NULL)
        draw_short(drawing, *word);
    drawing->count = 0;
}

static gboolean ends_word(char c)
{
    return c == '\0' || g_ascii_isspace(c) || strchr("()<>[]/%", c) != NULL;
}

static const char *pass_string(const char *at, const char *end)
{
    guint open = 0;
    for (; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '(')
            open++;
        else if (*at == ')' && --open == 0)
            return at + 1;
    }
    return end;
}

/* A picture within the text of the stream: up to EI between white space. */
static const char *pass_picture(const char *at, const char *end)
{
    for (; (at = memmem(at, (gsize) (end - at), "EI", 2)) != NULL; at += 2)
        if (g_ascii_isspace(at[-1]) && (at + 2 == end || g_ascii_isspace(at[2])))
            return at + 2;
    return end;
}

/* Digits with a point, no more of them than a place on a sheet has. */
static gboolean read_number(const char *word, gsize length, double *number)
{
    double value = 0, place = 0;
    gsize i = *word == '-' || *word == '+';
    if (i == length)
        return FALSE;
    for (; i < length; i++) {
        if (word[i] == '.' && place == 0) {
            place = 1;
        } else if (g_ascii_isdigit(word[i])) {
            value = value * 10 + (word[i] - '0');
            place *= 10;
        } else {
            return FALSE;
        }
    }
    *number = (*word == '-' ? -value : value) / MAX(place, 1);
    return TRUE;
}

static void take_number(struct drawing *drawing, double number)
{
    if (drawing->count == NUMBERS) {
        memmove(drawing->numbers, drawing->numbers + 1, (NUMBERS - 1) * sizeof(double));
        drawing->count--;
    }
    drawing->numbers[drawing->count++] = number;
}

static const char *take_word(struct drawing *drawing, const char *at, const char *end)
{
    const char *word = at;
    double number;
    while (at < end && !ends_word(*at))
        at++;
    gsize length = (gsize) (at - word);
    if (read_number(word, length, &number))
        take_number(drawing, number);
    else if (length == 2 && memcmp(word, "ID", 2) == 0)
        return pass_picture(at, end);
    else
        draw(drawing, word, length);
    return at;
}

static void follow(struct drawing *drawing, const char *at, const char *end)
{
    while (at < end) {
        if (*at == '(') {
            at = pass_string(at, end);
        } else if (*at == '/') {
            for (at++; at < end && !ends_word(*at);)
                at++;
        } else if (*at == '%') {
            const char *stop = memchr(at, '\n', (gsize) (end - at));
            at = stop != NULL ? stop + 1 : end;
        } else if (*at == '<' && at + 1 < end && at[1] != '<') {
            const char *stop = memchr(at, '>', (gsize) (end - at));
            at = stop != NULL ? stop + 1 : end;
        } else if (ends_word(*at)) {
            at++;
        } else {
            at = take_word(drawing, at, end);
        }
    }
}

gboolean pdf_rules_collect(const char *bytes, gsize length, GArray *rules)
{
    if (memmem(bytes, length, " re", 3) == NULL && memmem(bytes, length, " l", 2) == NULL)
        return TRUE;
    struct drawing drawing = {.rules = rules, .now = {{1, 0, 0, 1, 0, 0}, 1}, .sure = TRUE};
    drawing.lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    drawing.boxes = g_array_new(FALSE, FALSE, sizeof(struct line));
    follow(&drawing, bytes, bytes + length);
    g_array_unref(drawing.lines);
    g_array_unref(drawing.boxes);
    return drawing.sure;
}
