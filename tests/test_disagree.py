import pytest

from bot.disagree import agree, claims, contradict, points_differ
from bot.points import Place, points
from bot.subjects import subjects_of

CLAIMS = [
    ("Do 3 sets of 15-20 repetitions.", {"sets": {"3"}, "repetitions": {"15-20"}}),
    ("Do three sets of fifteen reps.", {"sets": {"3"}, "repetitions": {"15"}}),
    ("Do three to four sets.", {"sets": {"3-4"}}),
    ("Perform 2 or 3 sets.", {"sets": {"2-3"}}),
    ("Do between 8 and 12 repetitions.", {"repetitions": {"8-12"}}),
    ("Do 8 – 12 REPS.", {"repetitions": {"8-12"}}),
    ("Do 2 sets and 10 reps.", {"sets": {"2"}, "repetitions": {"10"}}),
    ("Do 20+ reps.", {"repetitions": {"20+"}}),
    ("Do twenty-five reps.", {"repetitions": {"25"}}),
    ("Do seventeen reps.", {"repetitions": {"17"}}),
    ("A set of 12 is enough.", {"repetitions": {"12"}}),
    ("Repeat ten to twelve times.", {"repetitions": {"10-12"}}),
    ("Do 10 reps, later 12 reps.", {"repetitions": {"10", "12"}}),
    ("Come twice a week.", {"times a week": {"2"}}),
    ("Come once per week.", {"times a week": {"1"}}),
    ("Come one time each week.", {"times a week": {"1"}}),
    ("Come 2–3 times a week.", {"times a week": {"2-3"}}),
    ("Three training days a week are enough.", {"times a week": {"3"}}),
    ("Come on alternate days.", {"times a week": {"3", "4"}}),
    ("Set the seat to 90 degrees.", {"degrees": {"90"}}),
    ("Turn your feet to 45 degrees.", {"degrees of the feet": {"45"}}),
    ("The water has 28 degrees.", {"temperature": {"28"}}),
    ("Choose a 90-degree angle.", {"degrees": {"90"}}),
    ("Tilt it by 45°.", {"degrees": {"45"}}),
    ("Turn your toes in.", {"toes turned": {"in"}}),
    ("Point your toes slightly inwards.", {"toes turned": {"in"}}),
    ("Turn your feet outwards.", {"toes turned": {"out"}}),
    ("Keep your toes out, not in.", {"toes turned": {"out"}}),
    ("Your toes point in the direction of the bar.", {}),
    ("Raise your heels as high as you can.", {"part lifted": {"heels"}}),
    ("The heels go up and the toes stay down.", {"part lifted": {"heels"}}),
    ("Lift your toes, not your heels.", {"part lifted": {"toes"}}),
    ("Don't lift your heels.", {}),
    ("Don’t raise the toes.", {}),
    ("You cannot raise your toes.", {}),
    ("Stand tall without lifting your heels.", {}),
    ("Avoid raising your heels.", {}),
    ("Keep your knees straight.", {"knees": {"straight"}}),
    ("Keep your knees slightly bent.", {"knees": {"bent"}}),
    ("Bend your knees.", {"knees": {"bent"}}),
    ("Straight or very slightly bent knees load the calf.", {"knees": {"straight", "bent"}}),
    ("Bent or straight knees will do.", {"knees": {"straight", "bent"}}),
    ("Straighten your knees.", {"knees": {"straight"}}),
    ("If you bend your knees, the soleus takes over.", {}),
    ("Never lock your knees.", {}),
    ("In the army heel raise the toes point ahead.", {}),
    ("Anyone under 16 climbs only with an adult.", {"age alone": {"16"}}),
    ("Young people aged 14 and over may train unsupervised.", {"age alone": {"14"}}),
    ("Nobody under 14 is let in with food.", {}),
    ("Courses for adults start at 10:00.", {}),
    ("Rest for two minutes between sets.", {"rest, between sets": {"120"}}),
    ("Between attempts at your limit sit down for ten minutes.", {"rest, between attempts": {"600"}}),
    ("Two minutes pass between the sets.", {}),
    ("The knees must not be bent.", {}),
    ("The reverse raise works the tibialis anterior.", {"muscle trained": {"shin"}}),
    (
        "The heel raise trains the soleus and the gastrocnemius.",
        {"muscle trained": {"calf"}, "movement that trains, soleus": {"ankle"}},
    ),
    ("Squats or knee bends work the soleus.", {"muscle trained": {"calf"}, "movement that trains, soleus": {"knee"}}),
    ("Do seated calf raises for the soleus.", {"movement that trains, soleus": {"ankle"}}),
    ("The soleus lies under the calf.", {}),
    ("Squats build the quads and glutes.", {"muscle trained": {"front of the thigh", "buttocks"}}),
    ("Calf raises strengthen the shins.", {"muscle trained": {"shin"}}),
    ("It targets the calves rather than the shins.", {"muscle trained": {"calf"}}),
    ("The calves are at the back of the leg.", {}),
    ("It helps against shin splints and works.", {}),
    ("Yes, beginners can do it.", {"yes or no": {"yes"}}),
    ("**No.** Ask first.", {"yes or no": {"no"}}),
    ("Nobody under 14 is let in.", {}),
    ("Yesterday there was yoga.", {}),
    ("Bring a towel.", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "expected"), CLAIMS)
def test_a_statement_claims_values_of_subjects(text: str, expected: dict[str, set[str]]) -> None:
    assert claims(text) == {subject: frozenset(values) for subject, values in expected.items()}


@pytest.mark.parametrize(
    ("question", "subjects"),
    [
        ("How many sets should I do?", {"sets", "repetitions"}),
        ("how often should I come", {"times a week"}),
        ("What angle do I choose for the seat?", {"degrees"}),
        ("Which way do my toes point?", {"toes turned"}),
        ("Should my knees be straight?", {"knees", "yes or no"}),
        ("Which muscles does it work?", {"muscle trained"}),
        ("Is it good for beginners?", {"yes or no"}),
        ("What trains the soleus?", {"movement that trains, soleus"}),
        ("Where is the soleus?", set()),
        ("Do I turn my toes in or out for the inner calf?", {"yes or no", "toes turned, for the inner side"}),
        ("Do I lift my heels or my toes?", {"yes or no", "part lifted"}),
        ("Which foot do I use in the calf raise?", set()),
        ("Does the reverse raise work the calves or the shins?", {"yes or no", "muscle trained"}),
        ("How do I train my calves?", set()),
        ("From which age may my son come alone?", {"age", "age alone"}),
        ("How many days a week?", {"times a week", "duration"}),
        ("How long do I rest between sets?", {"sets", "repetitions", "duration", "rest, between sets"}),
        ("How much is a guest pass?", {"sets", "price"}),
        ("When do you open on Sunday?", {"time of day"}),
        ("How old must I be?", {"age"}),
        ("How long can I freeze it?", {"duration"}),
        ("What is your phone number?", {"phone number"}),
        ("Where is the desk?", set()),
        ("", set()),
    ],
)
def test_a_question_asks_about_subjects(question: str, subjects: set[str]) -> None:
    assert subjects_of(question) == frozenset(subjects)


SUBJECTS = frozenset(
    {"sets", "repetitions", "times a week", "degrees", "temperature", "toes turned", "part lifted", "knees"}
    | {"muscle trained", "movement that trains", "yes or no", "age alone", "rest"}
    | {"price", "time of day", "age", "duration", "phone number"}
)
AGAINST = [
    ("Do 10 reps.", "Do 20 reps."),
    ("Do three sets.", "Do 4 sets."),
    ("Come twice a week.", "Come 3 times a week."),
    ("Come once a week.", "Come on alternate days."),
    ("Set it to 45 degrees.", "Set it to 90°."),
    ("Turn your toes in.", "Turn your toes out."),
    ("Lift your heels.", "Lift your toes."),
    ("Keep your knees straight.", "Keep your knees bent."),
    ("It works the calves.", "It works the shins."),
    ("Yes, you can.", "No, you cannot."),
    ("Do 15-20 reps.", "Do 8-12 reps."),
    ("Squats work the soleus.", "Heel raises work the soleus."),
    ("A guest pass costs £8.", "A guest pass is £10."),
    ("A guest pass costs £8.", "It costs £10."),
    ("Parking is free.", "Parking costs £2."),
    ("The gym opens at 6:00 on weekdays.", "We open at 7 am from Monday to Friday."),
    ("The sauna closes at 21:00.", "The sauna is open until 8 pm."),
    ("The minimum age is 16.", "You must be 18 years old."),
    ("A class lasts 45 minutes.", "A class takes an hour."),
    ("Call us on 020 7946 0018.", "Ring us on 020 7946 0099."),
    ("Anyone under 16 climbs only with an adult.", "From 14 you may climb alone."),
    ("Rest three minutes between attempts.", "Between two tries rest for ten minutes."),
    ("The water has 28 degrees.", "The pool is heated to 30 °C."),
    ("Bend your knees.", "Keep your knees straight."),
]
TOGETHER = [
    ("Do 3 sets.", "Do 3-4 sets."),
    ("It works the calves.", "It works the glutes."),
    ("Turn your feet to 45 degrees.", "Bend the hips to 90 degrees."),
    ("Toes turned in stress the inner calf.", "Toes turned out stress the outer calf."),
    ("Rest three minutes between attempts.", "Rest one minute between sets."),
    ("Come 2-3 times a week.", "Come on alternate days."),
    ("Anyone under 16 climbs only with an adult.", "16 and over may climb unsupervised."),
    ("Hold for two to three seconds.", "Hold for 2-3 seconds."),
    ("Do fifteen reps.", "Do 15 repetitions."),
    ("Do two to three sets.", "Do 2–3 sets."),
    ("Do between 8 and 12 reps.", "Do 8-12 reps."),
    ("Come twice a week.", "Come two times per week."),
    ("It works the calves.", "It trains the soleus."),
    ("It works the calves and the shins.", "It works the shins."),
    ("Keep your toes out.", "Keep your toes out, not in."),
    ("Lift your heels.", "Don't lift your heels off to one side."),
    ("Do 10 reps.", "Do 3 sets."),
    ("A guest pass costs £8.", "A book of 5 guest passes costs £35."),
    ("The monthly membership costs £39 a month.", "Students pay £29 a month for the monthly membership."),
    ("The monthly membership costs £39 a month.", "The 12-month membership costs £32 a month."),
    ("On Saturday the gym opens at 8:00.", "On Sunday the gym opens at 9:00."),
    ("The gym closes at 22:00.", "We close at 10 pm."),
    ("The front desk closes at 20:00.", "The gym closes at 22:00."),
    ("A class lasts 60 minutes.", "A class takes an hour."),
    ("Call us on 020 7946 0018.", "Ring us on +44 20 7946 0018."),
    ("Lower the heels for two to three seconds.", "Lower the heels for 2-3 seconds."),
    ("Bring a towel.", "Bring a padlock."),
    ("", "Do 10 reps."),
]


@pytest.mark.parametrize(("one", "other"), AGAINST)
def test_statements_contradict_where_they_share_no_value_of_a_subject(one: str, other: str) -> None:
    assert (contradict(one, other, SUBJECTS), contradict(other, one, SUBJECTS)) == (True, True)


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_statements_that_share_a_value_or_have_no_common_subject_agree(one: str, other: str) -> None:
    assert (contradict(one, other, SUBJECTS), contradict(other, one, SUBJECTS)) == (False, False)


@pytest.mark.parametrize("text", [text for text, _ in CLAIMS])
def test_no_statement_contradicts_itself(text: str) -> None:
    assert not contradict(text, text, SUBJECTS)


@pytest.mark.parametrize(("one", "other"), AGAINST)
def test_what_the_question_does_not_ask_about_is_no_contradiction(one: str, other: str) -> None:
    assert not contradict(one, other, subjects_of("Where is the desk?"))


def test_figures_of_different_things_contradict_only_where_the_question_asks_for_them() -> None:
    heel, donkey = (
        "Do 10 reps of the heel raise with straight knees.",
        "Do 20 reps of the donkey raise with bent knees.",
    )

    assert contradict(heel, donkey, subjects_of("How many reps do I do?"))
    assert not contradict(heel, donkey, subjects_of("Which way do my toes point?"))


@pytest.mark.parametrize(
    ("one", "other", "question"),
    [
        ("A guest pass costs £8.", "A guest pass is £8.00.", "How much is a guest pass?"),
        ("We open at 6:00 on weekdays.", "The gym opens at 6 am on Monday.", "When do you open?"),
        ("A class lasts 60 minutes.", "A class takes an hour.", "How long is a class?"),
    ],
)
def test_statements_that_tell_the_same_of_what_is_asked_agree(one: str, other: str, question: str) -> None:
    assert (agree(one, other, subjects_of(question)), contradict(one, other, subjects_of(question))) == (True, False)


@pytest.mark.parametrize(("one", "other"), AGAINST)
def test_statements_that_contradict_each_other_do_not_agree(one: str, other: str) -> None:
    assert not agree(one, other, SUBJECTS)


def test_a_figure_whose_clause_leans_on_the_one_before_is_told_of_what_that_names() -> None:
    one, other = "Towel hire costs £2 per visit.", "There are showers in both rooms, and they are free to use."

    assert not contradict(one, other, frozenset({"price"}))
    assert contradict(one, "Towel hire costs £3 per visit.", frozenset({"price"}))


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("€39/month", "€24/month", False),  # of two memberships, for all that is known
        ("It costs €39.", "A day pass costs €24.", True),
        ("A day pass costs €39.", "A day pass costs €24.", True),
    ],
)
def test_bare_prices_say_not_of_what_they_are(one: str, other: str, differs: bool) -> None:
    assert points_differ(one, other, subjects_of("What does a day pass cost?")) is differs


def test_the_day_above_a_row_is_that_of_its_times() -> None:
    above = [
        Place("a.md", frozenset(), frozenset(), frozenset(), frozenset(), frozenset((day,))) for day in ("mon", "sat")
    ]

    (monday,), (saturday,) = (points("Yoga starts at 9:00.", place) for place in above)
    (named,) = points("On Friday yoga starts at 9:00.", above[0])

    assert [set(point.when) for point in (monday, saturday)] == [{"mon"}, {"sat"}]
    assert not monday.same_case(saturday)
    assert "mon" not in named.when
