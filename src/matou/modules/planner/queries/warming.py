"""One question to the reference network, so that no later one waits for the kernels."""

from matou.modules.planner.queries.fronts import Answer, front, reference_network
from matou.modules.planner.queries.reliabilities import judged
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question

_QUESTION = Question(
    origin="C_CEN",
    destination="P_HKG",
    ready_min=0,
    cargo=cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=frozenset()),
)


def warm() -> Answer:
    """Compile or load the kernels of search and reliability; reads no table."""
    network = reference_network()
    answer = front(network=network, question=_QUESTION)
    for one in judged(network=network, question=_QUESTION, chains=answer.chains):
        one.risk(None)
    return answer
