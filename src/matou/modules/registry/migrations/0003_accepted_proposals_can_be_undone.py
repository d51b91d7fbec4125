"""An accepted proposal can be undone: one more state."""

from django.db import migrations, models

STATES = {
    "open": "待审核",
    "accepted": "已采纳",
    "refused": "未采纳",
    "withdrawn": "已撤回",
    "reversed": "采纳后撤销",
}


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_history_only_grows")]
    operations = [
        migrations.RemoveConstraint(model_name="proposal", name="registry_proposal_state_is_known"),
        migrations.AlterField(
            model_name="proposal",
            name="state",
            field=models.CharField(
                choices=list(STATES.items()), default="open", max_length=12, verbose_name="状态"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=list(STATES)),
                name="registry_proposal_state_is_known",
            ),
        ),
    ]
