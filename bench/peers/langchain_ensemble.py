"""LangChain: an ensemble of its BM25 and FAISS retrievers in equal parts, each as it comes apart from `k`."""

from collections.abc import Sequence

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from bench.peers.exchange import Found, Search, serve


class _ScoredEnsemble(EnsembleRetriever):  # type: ignore[misc] # its package is in the peer's environment only
    """Keeps the fused score of each document, which the ensemble sorts by and then forgets."""

    def weighted_reciprocal_rank(self, doc_lists: list[list[Document]]) -> list[Document]:
        fused: dict[int, float] = {}
        for documents, weight in zip(doc_lists, self.weights, strict=True):
            for rank, document in enumerate(documents, start=1):
                place = document.metadata["place"]
                fused[place] = fused.get(place, 0.0) + weight / (rank + self.c)
        ranked: list[Document] = super().weighted_reciprocal_rank(doc_lists)
        for document in ranked:
            document.metadata["score"] = fused[document.metadata["place"]]
        return ranked


def build(model: str, texts: Sequence[str], k: int) -> dict[str, Search]:
    """One search over the ensemble."""
    documents = [Document(page_content=text, metadata={"place": place}) for place, text in enumerate(texts)]
    keywords = BM25Retriever.from_documents(documents, k=k)
    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    vectors = FAISS.from_documents(documents, embeddings).as_retriever(search_kwargs={"k": k})
    ensemble = _ScoredEnsemble(retrievers=[keywords, vectors], weights=[0.5, 0.5], id_key="place")

    def search(question: str) -> Found:
        return [(found.metadata["place"], found.metadata["score"]) for found in ensemble.invoke(question)]

    return {"langchain": search}


if __name__ == "__main__":
    serve(build)
