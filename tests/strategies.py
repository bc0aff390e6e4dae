"""What hypothesis draws for several test files: votes as people cast them."""

from hypothesis import strategies as st

from comity.dialogue.votes import VoteLog

VALUES = st.sampled_from([-1, 0, 1])


@st.composite
def vote_logs(draw, people=12, statements=8, votes=60, least=0):
    """Draw a log with revotes, few distinct times (so that log order decides) and id gaps."""
    who = st.integers(0, people - 1).map(lambda index: f"{index * 3}")
    what = st.integers(0, statements - 1).map(lambda index: f"{index * 7}")
    cast = st.tuples(who, what, VALUES, st.integers(0, 5))
    rows = draw(st.lists(cast, min_size=least, max_size=votes))
    return log_of(rows)


def log_of(rows):
    """Return the log of (participant, statement, vote, time) rows."""
    return VoteLog.of(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
    )


def rows_of(log):
    """Return the log as (participant, statement, vote, time) rows."""
    return [
        (log.participants[who], log.statements[what], value, time)
        for who, what, value, time in zip(
            log.participant.tolist(),
            log.statement.tolist(),
            log.value.tolist(),
            log.time.tolist(),
            strict=True,
        )
    ]


def cells_of(matrix):
    """Return the matrix as {(participant, statement): vote}."""
    return {
        (matrix.participants[row], matrix.statements[column]): value
        for row, column, value in zip(
            matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist(), strict=True
        )
    }
