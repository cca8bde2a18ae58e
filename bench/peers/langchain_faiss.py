"""LangChain: its FAISS store with its sentence-transformers embeddings, as its documentation sets both up."""

from collections.abc import Sequence

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

from bench.peers.timing import FOUND, Search, System, serve


def _load(model: str) -> HuggingFaceEmbeddings:
    return HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"}, encode_kwargs={"batch_size": 32})


def _build(encoder: HuggingFaceEmbeddings, texts: Sequence[str], folder: str) -> None:
    FAISS.from_texts(list(texts), encoder).save_local(folder)


def _open(model: str, folder: str) -> Search:
    store = FAISS.load_local(folder, _load(model), allow_dangerous_deserialization=True)
    return lambda question: store.similarity_search(question, k=FOUND)


if __name__ == "__main__":
    serve(System(_load, _build, _open))
