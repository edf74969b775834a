/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds them by hand, as the register would hand them over. */
#include "sample_matter.h"

#include "base/clock.h"

GDate sample_day(const char *day)
{
    GDate date;

    if (!date_parse(day, &date))
        g_error("\"%s\" is no day", day);
    return date;
}

static void add_official(struct office *office, const char *id, const char *name,
                         const char *language, const char *zone)
{
    struct official *official = official_new();

    official->id = g_strdup(id);
    official->name = g_strdup(name);
    official->address = g_strdup_printf("%s@labour.example", id);
    official->language = g_strdup(language);
    official->zone = g_strdup(zone);
    g_ptr_array_add(office->officials, official);
}

struct office *sample_office(void)
{
    struct office *office = office_new();
    struct route *route = g_new0(struct route, 1);

    add_official(office, "anna", "Anna Tamm", "en", "Europe/Tallinn");
    add_official(office, "luc", "Luc Périer", "fr", "Europe/Paris");
    add_official(office, "rosa", "Rosa Núñez", "es", "America/Bogota");
    add_official(office, "mari", "Mari Õun", "et", "Europe/Tallinn");
    route->name = g_strdup("default");
    route->to = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(route->to, g_strdup("anna"));
    g_ptr_array_add(office->routes, route);
    office->from_address = g_strdup("circulars@labour.example");
    office->from_name = g_strdup("Ministry of Labour, circulars");
    office->host = g_strdup("labour.example");
    return office;
}

struct deadline *sample_add_deadline(struct matter *matter, const char *day, const char *quote)
{
    struct deadline *deadline = deadline_new();

    deadline->date = sample_day(day);
    deadline->minutes = -1;
    deadline->firm = TRUE;
    deadline->confidence = 0.98;
    deadline->quote.text = g_strdup(quote);
    deadline->quote.part = g_strdup("Letter.pdf");
    deadline->quote.page = 2;
    g_ptr_array_add(matter->deadlines, deadline);
    return deadline;
}

struct request *sample_add_request(struct matter *matter, const char *text, int deadline)
{
    struct request *request = request_new();

    request->quote.text = g_strdup(text);
    request->quote.part = g_strdup("Letter.pdf");
    request->quote.page = 2;
    request->addressee = g_strdup("government");
    if (request->deadlines == NULL)
        request->deadlines = g_array_new(FALSE, FALSE, sizeof(guint));
    if (deadline >= 0) {
        guint index = (guint)deadline;
        g_array_append_val(request->deadlines, index);
    }
    g_ptr_array_add(matter->requests, request);
    return request;
}

struct matter *sample_bare_matter(void)
{
    struct matter *matter = matter_new();
    struct matter_mail *mail = matter_mail_new();

    matter->id = 12;
    matter->state = MATTER_OPEN;
    matter->registered = sample_day("2025-07-15");
    matter->subject = g_strdup("Follow-up to the recommendations on freedom of association");
    matter->sender = g_strdup("International Labour Standards Department <normes@office.example>");
    matter->reference = g_strdup("ACD 7 (2024)");
    matter->language = g_strdup("en");
    matter->letter_date = sample_day("2025-07-11");
    mail->message_id = g_strdup("letter@office.example");
    mail->from = g_strdup("normes@office.example");
    mail->subject = g_strdup(matter->subject);
    mail->sha256 = g_strdup("00");
    mail->received = sample_day("2025-07-15");
    mail->verified = TRUE;
    g_ptr_array_add(matter->mails, mail);
    g_ptr_array_add(matter->recipients, g_strdup("anna"));
    g_ptr_array_add(matter->recipients, g_strdup("luc"));
    return matter;
}

struct matter *sample_matter(void)
{
    struct matter *matter = sample_bare_matter();

    sample_add_deadline(matter, "2025-09-16", "by no later than 16 September 2025");
    sample_add_request(matter,
                       "The Government is therefore requested to provide information on any action "
                       "taken or envisaged to give effect to these recommendations, by no later "
                       "than 16 September 2025.",
                       0);
    sample_add_request(matter,
                       "You are also invited to bring this letter to the attention of the most "
                       "representative organizations of employers and workers.",
                       -1);
    return matter;
}
