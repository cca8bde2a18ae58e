"""A conversation as the browser sends it back: taken for what was asked, never for what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers import LONGEST_QUESTION, Question
from bot.chat_view import question_of

LONGEST = 32_000  # characters of the messages that go back and forth; the oldest are let go
_ROLES = ("user", "assistant")


@dataclass(frozen=True, slots=True)
class Message:
    """One message."""

    role: str  # user or assistant
    text: str  # HTML, from `chat_view`

    def as_json(self) -> dict[str, str]:
        """As a chat takes it."""
        return {"role": self.role, "content": self.text}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the conversation."""

    turn: int  # from 1
    text: str


def messages_of(raw: Any) -> tuple[Message, ...]:
    """The text messages of a chat; whatever else a client sends in it is dropped."""
    found = []
    for message in raw if isinstance(raw, list) else ():
        role, content = (message.get("role"), message.get("content")) if isinstance(message, dict) else (None, None)
        if role in _ROLES and isinstance(content, list):
            texts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
            if len(texts) == 1 and isinstance(texts[0], str):
                found.append(Message(role, texts[0]))
    return tuple(found)


def asked_in(messages: Sequence[Message]) -> tuple[Asked, ...]:
    """The questions, oldest first; those that nobody could have asked are left out."""
    found = (question_of(message.text) for message in messages if message.role == "user")
    return tuple(Asked(*one) for one in found if one and one[1].strip() and len(one[1]) <= LONGEST_QUESTION)


def question_at(asked: Sequence[Asked], turn: int) -> Question | None:
    """The question of a turn with those before it; None where the conversation has none."""
    for place, one in enumerate(asked):
        if one.turn == turn:
            return Question(one.text, tuple(earlier.text for earlier in asked[:place]))
    return None


def shortened(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The last messages, from a question on, that are not too long together."""
    kept, size = len(messages), 0
    for place in range(len(messages) - 1, -1, -1):
        size += len(messages[place].text)
        if size > LONGEST:
            break
        if messages[place].role == "user":
            kept = place
    return tuple(messages[kept:])
