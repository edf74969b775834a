/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dates of a text against each other: which day holds no more once another has taken its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"
#include "base/clock.h"

static struct packs *packs;

static void role_settle__day_replaced__superseded(void **state)
{
    (void)state;
    static const struct {
        const char *received, *text, *due, *superseded;
    } table[] = {
        { "2019-06-14", "The deadline for the survey has therefore been moved from 30 June to 19 July 2019.", "2019-07-19", "2019-06-30" },
        { "2022-09-14", "The time limit is accordingly extended from 1 October 2022 to 31 March 2023.", "2023-03-31", "2022-10-01" },
        { "2023-10-14", "The date for sending it back, until now 27 October 2023, is moved to 24 November 2023.", "2023-11-24", "2023-10-27" },
        { "2024-06-03", "We asked for the form to be returned by 5 July. The closing date is extended to 13 September 2024.", "2024-09-13", "2024-07-05" },
        { "2024-07-15", "We asked for the form to be returned by 5 July. The closing date is extended to 13 September 2024.", "2024-09-13", "2024-07-05" }, /* over by then */
        { "2013-04-02", "El último día para devolver la encuesta no es el 13 de mayo de 2013, como allí se lee, sino el 31 de mayo de 2013.", "2013-05-31", "2013-05-13" },
        { "2021-01-20", "Le délai de réponse, fixé au 28 février 2021, est prorogé jusqu'au 30 avril 2021.", "2021-04-30", "2021-02-28" },
        /* told further up, in a text that says that something has changed */
        { "2021-06-29", "An error has crept into our invitation of 22 June 2021. Its second paragraph named 15 July 2021 as the day by which Governments should announce their delegates. "
                        "Governments are requested to announce their delegates by 10 September 2021.", "2021-09-10", "2021-07-15" },
        { "2017-04-28", "The sentence contained a mistake. The date given there, 12 May 2017, should have been 12 June 2017. Governments are requested to return the form by 12 June 2017.", "2017-06-12", "2017-05-12" },
        { "2024-02-08", "The covering letter and the report give two different dates. The date in the letter (6 September 2024) is wrong. Completed questionnaires should reach the Office no later than 14 July 2024.", "2024-07-14", "2024-09-06" },
        { "2016-06-13", "In our first message we gave 27 May as the last day. This has been extended. Please return the completed form by 30 June 2016.", "2016-06-30", "2016-05-27" },
        { "2019-09-16", "You asked for an extension of the deadline of 30 September 2019. I am pleased to inform you that your reports may be submitted by 8 November 2019.", "2019-11-08", "2019-09-30" },
        { "2014-10-14", "We ask you to upload the questionnaire no later than 7 November 2014 instead of 13 October.", "2014-11-07", "2014-10-13" }, /* the year nearest to the new day */
        { "2013-07-10", "The closing date of 15 July has been put back once more, to 8 August 2013.", "2013-08-08", "2013-07-15" },
        { "2023-10-20", "Une erreur s'est glissée dans notre circulaire du 9 octobre 2023 : la date limite d'envoi des commentaires y figurait comme étant le 13 novembre 2023. "
                        "Les commentaires doivent nous parvenir au plus tard le 15 décembre 2023.", "2023-12-15", "2023-11-13" },
        { "2021-03-02", "Le délai d'envoi du rapport, qui venait à expiration le 28 février 2021, est en conséquence prorogé jusqu'au 30 avril 2021.", "2021-04-30", "2021-02-28" },
        { "2017-06-01", "La date du 15 juin 2017 est donc reportée. Je vous prie de nous faire parvenir la déclaration le 31 juillet 2017 au plus tard.", "2017-07-31", "2017-06-15" },
        { "2019-09-16", "Notre lettre du 9 septembre indiquait que les pouvoirs devaient être déposés le 30 septembre 2019. La date exacte est le 11 octobre 2019.", "2019-10-11", "2019-09-30" },
        { "2023-03-10", "La fecha del 31 de marzo de 2023 que figuraba en nuestra carta ya no es válida. Les rogamos que nos envíen sus comentarios a más tardar el 28 de abril de 2023.", "2023-04-28", "2023-03-31" },
        { "2022-05-02", "El cierre de las inscripciones, anunciado para el 20 de mayo de 2022, se aplaza. Se ruega a los Gobiernos que se inscriban a más tardar el 17 de junio de 2022.", "2022-06-17", "2022-05-20" },
        { "2025-06-18", "Con nuestra carta de 24 de marzo de 2025 les enviamos el cuestionario y fijamos para las respuestas el 30 de junio. El plazo queda ampliado hasta el 15 de agosto de 2025.", "2025-08-15", "2025-06-30" },
        { "2024-06-03", "El plazo indicado en ella era el 31 de mayo. El plazo queda ampliado hasta el 28 de junio de 2024.", "2024-06-28", "2024-05-31" },
        /* "this date": the one named last */
        { "2020-05-20", "It was announced that the questionnaire should be returned by 30 June 2020. Owing to technical problems, we have decided to postpone this date to 15 July 2020.", "2020-07-15", "2020-06-30" },
        { "2020-05-20", "We wrote that applications close on 30 June 2020. This was a mistake. Please submit your applications by 15 July 2020.", "2020-07-15", "2020-06-30" },
        { "2020-05-20", "Nous avons écrit que les candidatures seraient closes le 30 juin 2020. Il s'agit d'une erreur. Veuillez présenter vos candidatures avant le 15 juillet 2020.", "2020-07-15", "2020-06-30" },
        { "2020-05-20", "Se había anunciado que el cuestionario debía devolverse a más tardar el 30 de junio de 2020. Hemos decidido aplazar esa fecha al 15 de julio de 2020.", "2020-07-15", "2020-06-30" },
        { "2025-07-15", "An error has crept into our circular of 1 July. The second page gave 15 September 2025 as the closing day. The day intended was 25 September 2025, and Governments are asked to return the form by then.", "2025-09-25", "2025-09-15" },
        { "2025-07-15", "You are now asked to send the report, originally called for by 31 August 2025, by 31 October 2025 instead.", "2025-10-31", "2025-08-31" },
        /* the new day is one only because a request points back to it */
        { "2025-07-15", "The date printed in circular letter No. 2, viz. 8 August, is replaced by 22 August 2025. Governments are therefore asked to register their delegation by that date.", "2025-08-22", "2025-08-08" },
        /* other languages */
        { "2024-02-06", "O prazo para o envio dos relatórios, que terminava em 9 de fevereiro de 2024, foi prorrogado até 19 de abril de 2024.", "2024-04-19", "2024-02-09" },
        { "2024-02-06", "Statt bis zum 9. Februar 2024 ist der Bericht bis zum 19. April 2024 einzureichen.", "2024-04-19", "2024-02-09" },
        { "2017-08-30", "Esialgne tähtaeg oli 15. september 2017. Vastuste esitamise tähtaega pikendati 13. oktoobrini 2017. Palume vastused saata hiljemalt 13. oktoobriks 2017.", "2017-10-13", "2017-09-15" },
        { "2018-03-12", "The questionnaire was to be completed by 15 April 2018. The time limit has been lengthened and now runs until 15 May 2018.", "2018-05-15", "2018-04-15" },
        { "2018-03-12", "Por un error material, la carta de 1 de marzo de 2018 fijaba el 15 de abril de 2018 como fecha límite. Los comentarios deben llegar antes del 15 de mayo de 2018.", "2018-05-15", "2018-04-15" },
        { "2018-03-12", "The seminar has been moved from 15 April 2018 to 20 June 2018. Participants should register by 15 May 2018.", "2018-05-15", NULL },
        { "2020-04-06", "In view of the pandemic, the Office has decided to give Governments more time. The reports due on 30 April 2020 should now reach the Office by 31 July 2020.", "2020-07-31", "2020-04-30" },
        { "2020-04-06", "Compte tenu de la pandémie, le Bureau a décidé d'accorder un délai supplémentaire. Les rapports attendus pour le 30 avril 2020 devront désormais nous parvenir avant le 31 juillet 2020.", "2020-07-31", "2020-04-30" },
        /* days of something else: of letters, meetings, other deadlines that stand */
        { "2021-06-29", "An error has crept into our invitation of 22 June 2021. Governments are requested to announce their delegates by 10 September 2021.", "2021-09-10", NULL },
        { "2022-03-31", "The session will be held on 13 June 2022 and not on 11 June as printed. Please register by 1 June 2022.", "2022-06-01", NULL },
        { "2017-09-20", "Les élections, initialement convoquées pour le 12 mai, ont été reportées. Vos commentaires doivent nous parvenir le 6 novembre 2017 au plus tard.", "2017-11-06", NULL },
        { "2022-12-16", "Le comité a accepté, à sa réunion du 2 décembre 2022, de repousser l'échéance au 28 février 2023.", "2023-02-28", NULL },
        { "2024-05-13", "El congreso se celebrará en La Antigua, del 17 al 19 de septiembre de 2024. Sírvase comunicarnos los nombres a más tardar el 28 de junio de 2024.", "2024-06-28", NULL },
        /* what is extended is not what these days are of */
        { "2024-06-03", "The Conference opened on 3 June 2024. The closing date for replies is extended to 13 September 2024.", "2024-09-13", NULL },
        { "2024-06-03", "Measures taken since 1 May 2024 are of interest. The closing date for replies is extended to 13 September 2024.", "2024-09-13", NULL },
        { "2024-06-03", "La fecha correcta para el envío es, pues, el 11 de julio de 2024. Donde dice «21 de junio de 2024» debe decir «11 de julio de 2024».", "2024-07-11", "2024-06-21" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        AUTO(findings) *f = reader_read(packs, table[i].text, table[i].received);
        g_autofree char *due = f->deadlines->len == 1 ? date_format(&((struct deadline *)f->deadlines->pdata[0])->date) : NULL;
        g_autofree char *former = f->superseded->len == 1 ? date_format(&((struct superseded *)f->superseded->pdata[0])->date) : NULL;
        if (g_strcmp0(due, table[i].due) != 0 || g_strcmp0(former, table[i].superseded) != 0 || f->superseded->len > 1)
            fail_msg("%s: due %s (of %u), superseded %s (of %u)", table[i].text, due, f->deadlines->len, former, f->superseded->len);
    }
}

/* What is extended is another term: the day before it stands. */
static void role_settle__another_term_extended__both_stand(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "La date limite pour les rapports reste fixée au 30 juin 2020 ; le délai pour les désignations est prorogé jusqu'au 15 juillet 2020.",
        "El plazo para las memorias sigue siendo el 30 de junio de 2020; el plazo para las designaciones se ha ampliado hasta el 15 de julio de 2020.",
        "Thank you for your letter of 5 May 2020 in which you asked for more time. The report must reach us by 30 June 2020. The nominations must reach us by 15 July 2020.",
    };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        AUTO(findings) *f = reader_read(packs, texts[i], "2020-05-20");
        if (f->deadlines->len != 2 || f->superseded->len != 0)
            fail_msg("%s: %u deadlines, %u superseded", texts[i], f->deadlines->len, f->superseded->len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(role_settle__day_replaced__superseded),
        cmocka_unit_test(role_settle__another_term_extended__both_stand),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
