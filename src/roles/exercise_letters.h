/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters in the words that letters are written in, one a language. Nobody has sent them; their days
 * and numbers mean nothing. A language that is not among them is read as well, only not as fast. */
#ifndef CIRCULARD_ROLES_EXERCISE_LETTERS_H
#define CIRCULARD_ROLES_EXERCISE_LETTERS_H

static const char *const exercise_letters[] = {
    "INTERNATIONAL LABOUR OFFICE\nInternational Labour Standards Department\nGeneva, 7 April 2031\n"
    "Ref.: ACD 1-2 (2031)\n\nTo the Governments of member States of the ILO\n\n"
    "Subject: Reports on ratified Conventions, articles 19, 22 and 23 of the Constitution\n\n"
    "Dear Sir or Madam,\n\n"
    "I have the honour to refer to our letter of 3 March 2031 and to inform you that, at its 371st Session "
    "(March 2031), the Governing Body decided to place an item on the agenda of the 119th Session of the "
    "International Labour Conference, which will be held in Geneva from 2 to 13 June 2031. In accordance with "
    "article 22 of the Constitution, your Government is requested to supply a report on the application of the "
    "Forced Labour Convention, 1930 (No. 29), and of the measures taken to give effect to its provisions.\n\n"
    "I should be grateful if you would send the replies to the questionnaire so that they reach the Office by "
    "no later than 30 September 2031, at 5 p.m. (Geneva time). Governments are invited to consult the most "
    "representative organizations of employers and workers, and to communicate copies of their reports to them. "
    "The deadline for registration of delegates and advisers is Monday, 5 May 2031; credentials should be "
    "deposited at least 21 days before the opening of the session. Please complete the attached form and return "
    "it by e-mail to standards@example.org within two months of the date of this letter. Any information "
    "received after that date will not be taken into account. In case No. 3456 the Committee on Freedom of "
    "Association requests the Government to provide its observations as soon as possible and before the end of "
    "August. A meeting of experts took place on 12 and 13 January 2031; the Office will publish the report in "
    "due course. The time limit has been extended from 30 June to 31 July 2031. Please note that interpretation "
    "will be provided in English, French and Spanish.\n\n"
    "Please accept, Sir or Madam, the assurance of my highest consideration.\n\nYours faithfully,\n\n"
    "For the Director-General:\nA. Example\nDirector\n",

    "From: Mission <mission@example.org>\nSent: Tuesday, 8 April 2031 10:15\nTo: Ministry of Labour\n"
    "Subject: FW: ILO circular letter\n\nDear colleagues,\n\nPlease find attached a letter from the ILO for your "
    "information and appropriate action. We would appreciate receiving your reply by Friday 16 May. Thank you in "
    "advance for your cooperation.\n\nKind regards,\nPermanent Mission to the United Nations Office at Geneva\n\n"
    "This message and any attachment are confidential. If you have received it in error, please delete it.\n"
    "Newsletter: read the latest news, register for our webinar on 4 June, unsubscribe at any time.\n",

    "BUREAU INTERNATIONAL DU TRAVAIL\nDépartement des normes internationales du travail\n"
    "Genève, le 7 avril 2031\nRéf. : ACD 1-2 (2031)\n\nAux gouvernements des États Membres de l’OIT\n\n"
    "Objet : Rapports sur les conventions ratifiées, articles 19, 22 et 23 de la Constitution\n\n"
    "Madame, Monsieur,\n\n"
    "J’ai l’honneur de me référer à notre lettre du 3 mars 2031 et de vous informer que, à sa 371e session "
    "(mars 2031), le Conseil d’administration a décidé d’inscrire une question à l’ordre du jour de la 119e session "
    "de la Conférence internationale du Travail, qui se tiendra à Genève du 2 au 13 juin 2031. Conformément à "
    "l’article 22 de la Constitution, votre gouvernement est prié de présenter un rapport sur l’application de la "
    "convention (n° 29) sur le travail forcé, 1930, et sur les mesures prises pour donner effet à ses "
    "dispositions.\n\n"
    "Je vous saurais gré de bien vouloir faire parvenir les réponses au questionnaire au Bureau au plus tard le "
    "30 septembre 2031, à 17 heures (heure de Genève). Les gouvernements sont invités à consulter les organisations "
    "d’employeurs et de travailleurs les plus représentatives et à leur communiquer copie des rapports. La date "
    "limite d’inscription des délégués et des conseillers techniques est fixée au lundi 5 mai 2031 ; les pouvoirs "
    "doivent être déposés vingt et un jours au moins avant l’ouverture de la session. Veuillez remplir le formulaire "
    "ci-joint et le renvoyer par courrier électronique dans un délai de deux mois à compter de la date de la présente "
    "lettre. Les informations reçues après cette date ne pourront pas être prises en compte. Dans le cas n° 3456, le "
    "Comité de la liberté syndicale demande au gouvernement de fournir ses observations dans les meilleurs délais et "
    "avant la fin du mois d’août. Le délai a été prolongé du 30 juin au 31 juillet 2031. L’interprétation sera "
    "assurée en français, en anglais et en espagnol.\n\n"
    "Je vous prie d’agréer, Madame, Monsieur, l’assurance de ma haute considération.\n\nPour le Directeur général :\n",

    "De : Mission permanente <mission@example.org>\nEnvoyé : mardi 8 avril 2031 10:15\nÀ : Ministère du Travail\n"
    "Objet : TR: lettre circulaire du BIT\n\nChers collègues,\n\nVeuillez trouver ci-joint une lettre du BIT pour "
    "information et suite à donner. Merci de nous faire parvenir votre réponse d’ici au 16 mai. "
    "Cordialement,\nMission permanente auprès de l’Office des Nations Unies\n",

    "OFICINA INTERNACIONAL DEL TRABAJO\nDepartamento de Normas Internacionales del Trabajo\n"
    "Ginebra, 7 de abril de 2031\nRef.: ACD 1-2 (2031)\n\nA los Gobiernos de los Estados Miembros de la OIT\n\n"
    "Asunto: Memorias sobre los convenios ratificados, artículos 19, 22 y 23 de la Constitución\n\n"
    "Estimado señor, estimada señora:\n\n"
    "Tengo el honor de referirme a nuestra carta de 3 de marzo de 2031 y de informarle de que, en su 371.ª reunión "
    "(marzo de 2031), el Consejo de Administración decidió inscribir un punto en el orden del día de la 119.ª reunión "
    "de la Conferencia Internacional del Trabajo, que se celebrará en Ginebra del 2 al 13 de junio de 2031. De "
    "conformidad con el artículo 22 de la Constitución, se solicita a su Gobierno que presente una memoria sobre la "
    "aplicación del Convenio sobre el trabajo forzoso, 1930 (núm. 29), y sobre las medidas adoptadas para dar efecto "
    "a sus disposiciones.\n\n"
    "Le agradecería que tuviera a bien hacer llegar las respuestas al cuestionario a la Oficina a más tardar el 30 de "
    "septiembre de 2031, a las 17 horas (hora de Ginebra). Se invita a los Gobiernos a consultar a las organizaciones "
    "más representativas de empleadores y de trabajadores y a comunicarles copia de las memorias. El plazo de "
    "inscripción de los delegados y consejeros técnicos vence el lunes 5 de mayo de 2031; los poderes deberán "
    "depositarse por lo menos 21 días antes de la apertura de la reunión. Sírvase completar el formulario adjunto y "
    "devolverlo por correo electrónico en un plazo de dos meses a partir de la fecha de la presente carta. La "
    "información recibida después de esa fecha no podrá tenerse en cuenta. En el caso núm. 3456, el Comité de Libertad "
    "Sindical pide al Gobierno que envíe sus observaciones lo antes posible y antes de finales de agosto. El plazo se "
    "ha prorrogado del 30 de junio al 31 de julio de 2031. Se facilitará interpretación en español, francés e "
    "inglés.\n\n"
    "Le saluda muy atentamente,\n\nPor el Director General:\n",

    "De: Misión Permanente <mission@example.org>\nEnviado el: martes, 8 de abril de 2031 10:15\n"
    "Para: Ministerio de Trabajo\nAsunto: RV: carta circular de la OIT\n\nEstimados colegas:\n\nAdjunto remitimos una "
    "carta de la OIT para su conocimiento y los fines pertinentes. Les agradeceremos nos envíen su respuesta antes "
    "del 16 de mayo. Saludos cordiales,\n",

    "Saatja: Alaline esindus\nSaadetud: teisipäev, 8. aprill 2031\nTeema: ILO ringkiri\n\nLugupeetud kolleegid\n\n"
    "Edastame Rahvusvahelise Tööorganisatsiooni kirja. Palume saata vastus hiljemalt 16. maiks 2031. Vastuste "
    "esitamise tähtaeg on 30. september. Koosolek toimub Genfis 2.–13. juunil.\n\nLugupidamisega\n",

    "Von: Ständige Vertretung\nGesendet: Dienstag, 8. April 2031\nBetreff: WG: Rundschreiben der IAO\n\n"
    "Sehr geehrte Damen und Herren,\n\nanbei übersenden wir ein Schreiben des Internationalen Arbeitsamtes. Wir bitten "
    "um Rückmeldung bis spätestens 16. Mai 2031. Die Frist für die Anmeldung endet am 5. Mai. Die Tagung findet vom 2. "
    "bis 13. Juni in Genf statt.\n\nMit freundlichen Grüßen\n",

    "De: Missão Permanente\nEnviado: terça-feira, 8 de abril de 2031\nAssunto: ENC: carta circular da OIT\n\n"
    "Prezados Senhores,\n\nEncaminhamos em anexo uma carta da Organização Internacional do Trabalho. Solicitamos que o "
    "Governo envie a sua resposta até 16 de maio de 2031. O prazo para a inscrição termina no dia 5 de maio. A reunião "
    "será realizada em Genebra de 2 a 13 de junho.\n\nAtenciosamente,\n",
};

#endif
