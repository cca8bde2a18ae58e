import pytest

from bot.intent import Form, Intent, Wanted, intent_of

QUESTIONS = [
    ("How do I do a heel raise on a step?", Form.STEPS, Wanted.ANY),
    ("how to do smith reverse calf raises", Form.STEPS, Wanted.ANY),
    ("How can I set up the leg press?", Form.STEPS, Wanted.ANY),
    ("How should one place the feet?", Form.WAY, Wanted.ANY),
    ("How do you adjust the seat?", Form.WAY, Wanted.ANY),
    ("steps for the leg press calf raise", Form.STEPS, Wanted.ANY),
    ("step by step heel raise please", Form.STEPS, Wanted.ANY),
    ("the positions of the get-up in order", Form.STEPS, Wanted.ANY),
    ("must I join in order to climb", Form.FACT, Wanted.ANY),
    ("what do I do if I fail a rep", Form.FACT, Wanted.ANY),
    ("which spinning lessons do you have", Form.LIST, Wanted.ANY),
    ("walk me through a donkey calf raise", Form.STEPS, Wanted.ANY),
    ("what is the proper form for a calf raise?", Form.STEPS, Wanted.ANY),
    ("instructions for the pad on hips raise", Form.STEPS, Wanted.ANY),
    ("How do I cancel my membership?", Form.WAY, Wanted.ANY),
    ("how do i freeze my account", Form.WAY, Wanted.ANY),
    ("starting position of the seated calf raise", Form.STEPS, Wanted.ANY),
    ("how would someone use the step box", Form.STEPS, Wanted.ANY),
    ("What are common mistakes in the heel raise?", Form.LIST, Wanted.ANY),
    ("tips for the leg press calf raise", Form.LIST, Wanted.ANY),
    ("What muscles does the reverse calf raise work?", Form.LIST, Wanted.ANY),
    ("benefits of calf raises", Form.LIST, Wanted.ANY),
    ("list all classes", Form.LIST, Wanted.ANY),
    ("Which machines do you have?", Form.LIST, Wanted.ANY),
    ("What should I bring on my first day?", Form.LIST, Wanted.ANY),
    ("what can go wrong with a heel raise", Form.LIST, Wanted.ANY),
    ("Give me two variations of the calf raise", Form.LIST, Wanted.ANY),
    ("What documents do I need to join?", Form.LIST, Wanted.ANY),
    ("what should i avoid", Form.LIST, Wanted.ANY),
    ("Any stretches for tight calves?", Form.LIST, Wanted.ANY),
    ("warnings", Form.LIST, Wanted.ANY),
    ("three exercises for the shin", Form.LIST, Wanted.ANY),
    ("How often should I train calves?", Form.FACT, Wanted.FREQUENCY),
    ("how many times a week do I train calves", Form.FACT, Wanted.FREQUENCY),
    ("how frequently can I do this", Form.FACT, Wanted.FREQUENCY),
    ("how many days a week?", Form.FACT, Wanted.FREQUENCY),
    ("how long should I hold the top?", Form.FACT, Wanted.DURATION),
    ("How long is a trial visit?", Form.FACT, Wanted.DURATION),
    ("How many minutes before closing is last entry?", Form.FACT, Wanted.DURATION),
    ("How many seconds do I pause?", Form.FACT, Wanted.DURATION),
    ("what is the tempo of a heel raise", Form.FACT, Wanted.TEMPO),
    ("How much is a guest pass?", Form.FACT, Wanted.PRICE),
    ("How slowly should I lower the bar?", Form.FACT, Wanted.TEMPO),
    ("how quickly do I get a refund", Form.FACT, Wanted.TEMPO),
    ("at what speed should I run", Form.FACT, Wanted.TEMPO),
    ("what is a tibialis raise", Form.FACT, Wanted.MEANING),
    ("What are calf raises?", Form.FACT, Wanted.MEANING),
    ("what is a rep", Form.FACT, Wanted.MEANING),
    ("What is a guest pass?", Form.FACT, Wanted.MEANING),
    ("what is the wifi password", Form.FACT, Wanted.ANY),
    ("What is your address?", Form.FACT, Wanted.ADDRESS),
    ("what is included in the membership", Form.FACT, Wanted.ANY),
    ("What is a good warm-up?", Form.FACT, Wanted.ANY),
    ("What does membership cost?", Form.FACT, Wanted.PRICE),
    ("what are your fees", Form.FACT, Wanted.PRICE),
    ("Do you charge for towels?", Form.FACT, Wanted.PRICE),
    ("price of a locker", Form.FACT, Wanted.PRICE),
    ("Do I have to pay for parking?", Form.FACT, Wanted.PRICE),
    ("How many sets and reps?", Form.FACT, Wanted.COUNT),
    ("how many guests can I bring", Form.FACT, Wanted.COUNT),
    ("what age do I have to be to join", Form.FACT, Wanted.AGE),
    ("reps for beginners", Form.FACT, Wanted.COUNT),
    ("may I film my sets", Form.FACT, Wanted.ANY),
    ("I was stuck in my last set, what now", Form.FACT, Wanted.ANY),
    ("how low should I go", Form.FACT, Wanted.ANY),
    ("how wide is the bench", Form.FACT, Wanted.AMOUNT),
    ("What angle should my knees have?", Form.FACT, Wanted.COUNT),
    ("How heavy should the weight be?", Form.FACT, Wanted.WEIGHT),
    ("how far apart should my feet be", Form.FACT, Wanted.AMOUNT),
    ("How fast should I lower my heels?", Form.FACT, Wanted.TEMPO),
    ("what weight should a beginner take", Form.FACT, Wanted.WEIGHT),
    ("how many kilos is the bar", Form.FACT, Wanted.WEIGHT),
    ("How hot is the sauna?", Form.FACT, Wanted.TEMPERATURE),
    ("what speed in km/h for the warm-up", Form.FACT, Wanted.SPEED),
    ("top speed of the treadmills", Form.FACT, Wanted.SPEED),
    ("what percentage of my maximum", Form.FACT, Wanted.SHARE),
    ("How big are the lockers?", Form.FACT, Wanted.SIZE),
    ("which brand are the treadmills", Form.FACT, Wanted.BRAND),
    ("who teaches the yoga class", Form.FACT, Wanted.TEACHER),
    ("who is the childminder on Wednesdays", Form.FACT, Wanted.PERSON),
    ("Who invented the kettlebell?", Form.FACT, Wanted.PERSON),
    ("what temperature does the pool have", Form.FACT, Wanted.TEMPERATURE),
    ("who is the head coach", Form.FACT, Wanted.PERSON),
    ("what's the manager's name", Form.FACT, Wanted.PERSON),
    ("who is the class for", Form.FACT, Wanted.ANY),
    ("How late can I come in on Sunday?", Form.FACT, Wanted.TIME),
    ("When do you open?", Form.FACT, Wanted.HOURS),
    ("what time do you close on Sundays", Form.FACT, Wanted.HOURS),
    ("opening hours", Form.FACT, Wanted.HOURS),
    ("Are you open on Christmas Day?", Form.FACT, Wanted.TIME),
    ("Why do my shins hurt?", Form.FACT, Wanted.REASON),
    ("how come my heels lift off", Form.FACT, Wanted.REASON),
    ("What is the reason for the warm-up?", Form.FACT, Wanted.REASON),
    ("What is plantarflexion?", Form.FACT, Wanted.MEANING),
    ("define hypertrophy", Form.FACT, Wanted.MEANING),
    ("what does dorsiflexion mean?", Form.FACT, Wanted.MEANING),
    ("what's the gastrocnemius", Form.FACT, Wanted.MEANING),
    ("Is the leg press safe for my knees?", Form.FACT, Wanted.ANY),
    ("Can I bring a dog?", Form.FACT, Wanted.ANY),
    ("do I need a padlock", Form.FACT, Wanted.ANY),
    ("Are calf raises bad for knees?", Form.FACT, Wanted.ANY),
    ("Should my toes point in or out?", Form.FACT, Wanted.ANY),
    ("Which foot goes first?", Form.FACT, Wanted.ANY),
    ("wifi password", Form.FACT, Wanted.ANY),
    ("Is there a sauna?", Form.FACT, Wanted.ANY),
    ("Where do I park?", Form.FACT, Wanted.ANY),
    ("Can I use the step machine?", Form.FACT, Wanted.ANY),
    ("Do you have a stair climber?", Form.FACT, Wanted.ANY),
    ("what happens if I miss a payment", Form.FACT, Wanted.ANY),
    ("Who may use the pool?", Form.FACT, Wanted.ANY),
    ("How do I know if my form is right?", Form.FACT, Wanted.ANY),
    ("How do I close my account?", Form.WAY, Wanted.ANY),
    ("What time does the class start?", Form.FACT, Wanted.HOURS),
    ("How do I prevent shin splints?", Form.WAY, Wanted.ANY),
    ("Is there a step box?", Form.FACT, Wanted.ANY),
    ("Could you explain how I fold the mat?", Form.WAY, Wanted.ANY),
    ("What is the best way to clean the mat?", Form.WAY, Wanted.ANY),
    ("How do I hold the paddle properly?", Form.WAY, Wanted.ANY),
    ("Which holidays are you closed on?", Form.LIST, Wanted.ANY),
    ("name the boats you rent out", Form.LIST, Wanted.ANY),
    ("What should I pack for the trip?", Form.LIST, Wanted.ANY),
    ("what do we have to check before we set off", Form.LIST, Wanted.ANY),
    ("What boats are there?", Form.LIST, Wanted.ANY),
    ("What happens on my first day when I come in?", Form.FACT, Wanted.ANY),
    ("When I come late, may I still join?", Form.FACT, Wanted.ANY),
    ("Do you know when the boats are back?", Form.FACT, Wanted.TIME),
    ("pool party when?", Form.FACT, Wanted.TIME),
    ("Which days is Joan in?", Form.FACT, Wanted.TIME),
    ("sunday hours", Form.FACT, Wanted.HOURS),
    ("Until when can I row tonight?", Form.FACT, Wanted.HOURS),
    ("What do you charge after three hours?", Form.FACT, Wanted.PRICE),
    ("Can I row for three hours?", Form.FACT, Wanted.ANY),
    ("What would a canoe set us back?", Form.FACT, Wanted.PRICE),
    ("How old must my son be?", Form.FACT, Wanted.AGE),
    ("Is there an age limit?", Form.FACT, Wanted.AGE),
    ("What is your phone number?", Form.FACT, Wanted.PHONE),
    ("May I use my phone on the boat?", Form.FACT, Wanted.ANY),
    ("what's your e-mail", Form.FACT, Wanted.EMAIL),
    ("How far ahead must I book?", Form.FACT, Wanted.DURATION),
]


@pytest.mark.parametrize(("text", "form", "wanted"), QUESTIONS)
def test_a_question_says_in_what_form_it_is_answered_and_what_the_answer_holds(
    text: str, form: Form, wanted: Wanted
) -> None:
    intent = intent_of(text)

    assert (intent.form, intent.wanted) == (form, wanted)


@pytest.mark.parametrize(("text", "form", "wanted"), QUESTIONS)
def test_case_does_not_change_what_a_question_wants(text: str, form: Form, wanted: Wanted) -> None:
    assert {(intent_of(said).form, intent_of(said).wanted) for said in (text.upper(), text.lower())} == {(form, wanted)}


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("What is plantarflexion?", "plantarflexion"),
        ("what is the soleus", "soleus"),
        ("What's a superset?", "superset"),
        ("What’s an isometric?", "isometric"),
        ("define the term hypertrophy", "hypertrophy"),
        ("what does dorsiflexion mean?", "dorsiflexion"),
        ("meaning of cadence", "cadence"),
        ("  explain eccentric!", "eccentric"),
        ("what is a tibialis raise", "tibialis raise"),
        ("What does RPE mean?", "RPE"),
        ("what does the word dorsiflexion actually mean", "dorsiflexion"),
        ("what does PRT stand for", "PRT"),
        ("what exactly is progressive overload", "progressive overload"),
    ],
)
def test_a_word_whose_meaning_is_asked_for_is_named(text: str, defined: str) -> None:
    assert intent_of(text) == Intent(Form.FACT, Wanted.MEANING, defined)


@pytest.mark.parametrize("text", ["What is the soleus good for in sprinting?", "Is plantarflexion bad?", "soleus"])
def test_a_question_of_more_than_a_meaning_asks_for_no_definition(text: str) -> None:
    assert intent_of(text).wanted is Wanted.ANY


@pytest.mark.parametrize("text", ["", " ", "?", "???\n", "深蹲", "💪", "how"])
def test_what_asks_nothing_recognisable_is_a_fact_of_any_kind(text: str) -> None:
    assert intent_of(text) == Intent(Form.FACT, Wanted.ANY)


MET = {
    Wanted.FREQUENCY: [
        "Train twice a week.",
        "Train 3 times per week.",
        "Rest 2 days between sessions.",
        "Work them daily.",
        "Train on alternate days.",
        "Calves can be worked every other day.",
    ],
    Wanted.DURATION: [
        "Hold for 2 seconds.",
        "Hold for two to three seconds.",
        "Pause for 2-3 seconds.",
        "It takes a few minutes.",
        "Hold for a count of three.",
        "Half an hour is enough.",
        "The pool is 25 m long.",
        "The track is 1.2 km.",
        "Leave a tail of ten centimetres.",
    ],
    Wanted.TEMPO: [
        "Lower slowly.",
        "Take 3 seconds.",
        "Move at a steady pace.",
        "Stand up fast.",
        "Lower to a count of four.",
    ],
    Wanted.PRICE: [
        "A pass costs £8.",
        "It costs 8 pounds.",
        "Parking is free.",
        "Towels are included.",
        "No extra charge.",
        "Then it is 1.50 an hour.",
        "| Canoe | 8 | 6 |",
        "Canoe: 8",
        "Guests pay 7 each.",
        "Pupils pay half.",
    ],
    Wanted.AGE: [
        "From seven, with a parent.",
        "You must be 18 or older.",
        "Children under 10 stay ashore.",
        "Any age.",
    ],
    Wanted.PHONE: ["Ring 020 7946 0123.", "Call us on 555 0188.", "Desk, extension 20."],
    Wanted.EMAIL: ["Write to boats@lake.example."],
    Wanted.ADDRESS: ["We are at 14 Kiln Lane.", "The boathouse stands in Vine Street."],
    Wanted.SPEED: ["Walk at 5 km/h.", "At most 8 mph.", "Run 10 kilometres an hour.", "Set it to level 6."],
    Wanted.SHARE: ["Use 70 % of it.", "Take half.", "Some 70 per cent."],
    Wanted.SIZE: ["They are 40 cm wide.", "A small one.", "Groups of eight.", "The hall has 300 square metres."],
    Wanted.BRAND: ["The machines are made by a firm of the town.", "We have Concept rowers.", "Two brands."],
    Wanted.TEACHER: ["A coach leads it.", "With Jane Doe.", "| Monday | Yoga | Jane |"],
    Wanted.TEMPERATURE: ["The cabin has 90 °C.", "The water is kept at 28 degrees.", "The small pool is heated."],
    Wanted.WEIGHT: ["Begin with 5 kg.", "Choose a light weight.", "Use an empty bar.", "Too heavy a plate costs form."],
    Wanted.PERSON: [
        "Our head coach is Rosa.",
        "Jane Doe runs the boathouse.",
        "Ask for Rosa.",
        "Rosa, our coach, is in.",
    ],
    Wanted.HOURS: ["Open from 6 am.", "Sunday: closed", "Tue 9-17", "The boathouse shuts at eight.", "Mon 10:00–23:00"],
    Wanted.COUNT: ["Do 3 sets.", "Two guests may come.", "Unlimited visits.", "A single guest."],
    Wanted.AMOUNT: [
        "Place them 20 cm apart.",
        "Lower slowly.",
        "Choose a light weight, as heavy as is safe.",
        "Go full.",
    ],
    Wanted.TIME: [
        "We open at 6:00.",
        "Closed on Sundays.",
        "Open on Monday.",
        "Stretch after training.",
        "Come in the morning.",
        "Joan: Tue, Wed",
    ],
    Wanted.REASON: [
        "It hurts because the shin is overworked.",
        "This prevents injuries.",
        "Warm up to avoid strains.",
        "Slow lowering leads to growth.",
        "It is important for balance.",
    ],
}
NOT_MET = {
    Wanted.FREQUENCY: ["Stand on the step.", "Lower your heels."],
    Wanted.DURATION: ["Hold the bar.", "Stand on 2 plates.", "The second foot follows."],
    Wanted.TEMPO: ["Use the full range of motion.", "Lower your heels.", "Do 3 sets."],
    Wanted.PRICE: [
        "Buy a pass at the desk.",
        "Pay by card.",
        "Come back after 3 hours.",
        "The bar is open from 14:00 to 15.30 pm.",
        "Lift free weights, hands-free.",
    ],
    Wanted.AGE: ["Bring 2 guests.", "It costs from 10 euros.", "Stay under 10 minutes."],
    Wanted.PHONE: ["The desk answers the phone from noon.", "Open 10:00-18:00.", "It costs 145.00."],
    Wanted.EMAIL: ["Write an e-mail.", "Bring a friend @ noon."],
    Wanted.ADDRESS: ["Turn left behind the bridge.", "Bring 2 Guests."],
    Wanted.SPEED: ["Run for 5 minutes.", "Do not go fast."],
    Wanted.SHARE: ["Use 70 kg.", "Take 3 sets."],
    Wanted.SIZE: ["It costs £2.", "Open from 6:00 to 7:30.", "Keep it for 3 days."],
    Wanted.BRAND: ["The front desk sells padlocks.", "They cost 6 euros."],
    Wanted.TEACHER: ["Book a class at the desk.", "Each class has 18 places."],
    Wanted.TEMPERATURE: ["The sauna is open from 17:00 to 22:00.", "It costs 7 euros.", "The hot drinks are free."],
    Wanted.WEIGHT: ["Raise your heels as high as possible.", "The donkey raise loads the calf.", "Do 3 sets of 10."],
    Wanted.PERSON: ["Ask at the front desk for a trainer.", "Come on Monday.", "The trainer is at the desk."],
    Wanted.HOURS: ["Other holidays: Sunday hours", "Row for three hours.", "It takes 45 minutes."],
    Wanted.COUNT: ["Bring a guest.", "Do some sets."],
    Wanted.AMOUNT: ["Stand on the step.", "Choose a plate that suits you."],
    Wanted.TIME: ["We have lockers.", "Bring a towel."],
    Wanted.REASON: ["Stand on the step.", "We open at 6:00."],
}


@pytest.mark.parametrize(("wanted", "text"), [(wanted, text) for wanted, texts in MET.items() for text in texts])
def test_a_text_that_holds_what_is_wanted_meets_the_intent(wanted: Wanted, text: str) -> None:
    assert Intent(Form.FACT, wanted).is_met(text)


@pytest.mark.parametrize(("wanted", "text"), [(wanted, text) for wanted, texts in NOT_MET.items() for text in texts])
def test_a_text_that_lacks_what_is_wanted_does_not_meet_the_intent(wanted: Wanted, text: str) -> None:
    assert not Intent(Form.FACT, wanted).is_met(text)


@pytest.mark.parametrize("text", ["", "Anything."])
def test_an_intent_that_wants_nothing_in_particular_is_met_by_any_text(text: str) -> None:
    assert Intent(Form.FACT, Wanted.ANY).is_met(text)


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("Plantarflexion is the pointing of the foot.", True),
        ("plantarflexion: pointing the foot", True),
        ("Plantarflexion means pointing the foot.", True),
        ("Plantarflexions are movements of the foot.", True),
        ("Plantarflexion (pointing the foot) uses the calf.", True),
        ("The calf does plantarflexion.", False),
        ("Dorsiflexion is the opposite.", False),
        ("", False),
    ],
)
def test_a_meaning_is_met_where_the_word_is_said_to_be_something(text: str, met: bool) -> None:
    assert Intent(Form.FACT, Wanted.MEANING, "plantarflexion").is_met(text) is met


@pytest.mark.parametrize(
    ("defined", "text", "met"),
    [
        ("tibialis raise", "A tibialis raise is a heel walk in place.", True),
        ("calf raises", "The calf raise is a lift of the heels.", True),
        ("calf raise", "**Calf raises:** lifts of the heels.", True),
        ("calf raise", "Two words. The calf raise: a lift of the heels.", True),
        ("calf raise", "- Calf raise: a lift of the heels.", True),
        ("calf raise", "Seated calf raise: the same on a chair.", False),
        ("RPE", "RPE stands for rate of perceived exertion.", True),
        ("AC", "They sold alternating current (AC) motors.", True),
        ("calf raise", "The calf is a muscle.", False),
        ("calf raise", "Do the calf raise slowly.", False),
    ],
)
def test_a_meaning_of_several_words_is_met_where_they_are_said_to_be_something(
    defined: str, text: str, met: bool
) -> None:
    assert Intent(Form.FACT, Wanted.MEANING, defined).is_met(text) is met


def test_a_defined_word_is_matched_letter_by_letter() -> None:
    assert not Intent(Form.FACT, Wanted.MEANING, "a.b").is_met("axb is a word.")


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("how many calories does it burn", "It burns some 300 kcal.", True),
        ("how many calories does it burn", "The class lasts 40 minutes.", False),
        ("how many watts have the sunbeds", "Each tube has 160 W.", True),
        ("how many watts have the sunbeds", "First session: 6 minutes.", False),
        ("how many miles should I run", "Run 2 miles.", True),
    ],
)
def test_a_unit_of_measure_is_told_by_no_other_figure(question: str, text: str, met: bool) -> None:
    assert intent_of(question).is_met(text) is met


@pytest.mark.parametrize(
    ("text", "met"),
    [("On 15 March.", True), ("At 6.", True), ("It is 200 metres away.", False), ("It costs €7.", False)],
)
def test_a_distance_or_a_price_is_no_time(text: str, met: bool) -> None:
    assert intent_of("when does the last bus leave").is_met(text) is met
