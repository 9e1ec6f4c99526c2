"""How a long text stands on paper, and its doubtful places."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # texts that an older program read keep none: a person compares them as a whole, as before
    op.add_column("field_values", sa.Column("written", sa.LargeBinary(), nullable=True))
