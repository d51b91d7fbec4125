"""What web itself puts into its slots: the spine's words, since the spine knows no pages."""

from matou.web.vocabulary import VOCABULARIES, Vocabulary

_SPINE = (
    Vocabulary(
        name="parties",
        events={
            "PersonRegistered": ("个人登记", "Person registered"),
            "CompanyRegistered": ("企业登记", "Company registered"),
            "MemberAdded": ("添加成员", "Member added"),
            "MemberRemoved": ("移除成员", "Member removed"),
            "RoleGranted": ("授予角色", "Role granted"),
            "RoleWithdrawn": ("收回角色", "Role withdrawn"),
            "SignInClosed": ("停用登录", "Sign-in closed"),
            "SignInReopened": ("恢复登录", "Sign-in reopened"),
            "TokenIssued": ("签发令牌", "Token issued"),
            "TokenRevoked": ("撤销令牌", "Token revoked"),
        },
        tasks={"forget_allowances": ("清理限流计数", "Clear old request counts")},
    ),
    Vocabulary(
        name="credentials",
        events={
            "CredentialRecorded": ("登记证照", "Licence recorded"),
            "CredentialVerified": ("证照核验属实", "Licence verified"),
            "CredentialSuspended": ("暂停证照", "Licence suspended"),
            "CredentialRevoked": ("作废证照", "Licence revoked"),
            "CredentialExpiring": ("证照快到期", "Licence about to expire"),
            "LicenceIssued": ("签发电子证照", "E-licence issued"),
            "LicenceSuspended": ("暂停电子证照", "E-licence suspended"),
            "LicenceReinstated": ("恢复电子证照", "E-licence reinstated"),
            "LicenceRevoked": ("作废电子证照", "E-licence revoked"),
            "LicenceReplaced": ("换发电子证照", "E-licence replaced"),
        },
        tasks={"announce_expiring": ("提醒证照到期", "Tell of licences about to expire")},
    ),
    Vocabulary(
        name="custody",
        events={
            "DepositArrived": ("入金到账", "Deposit arrived"),
            "DepositFailed": ("入金失败", "Deposit failed"),
            "PayoutConfirmed": ("出金到账", "Payout confirmed"),
            "PayoutFailed": ("出金失败", "Payout failed"),
            "PayeeRegistered": ("登记收款账户", "Payee account registered"),
            "PayeeRefused": ("拒绝收款账户", "Payee account refused"),
            "PayeeEnded": ("停用收款账户", "Payee account ended"),
            "PayoutWaits": ("出金待审", "Payout waits for approval"),
            "PayoutProposed": ("出金初审通过", "Payout proposed"),
            "PayoutApproved": ("出金复核放行", "Payout approved"),
            "PayoutRefused": ("出金未予放行", "Payout refused"),
            "PayoutWithdrawn": ("撤回提现", "Payout withdrawn"),
            "SignalHoldProposed": ("提议暂停出金", "Hold on payouts proposed"),
            "SignalHeld": ("暂停出金", "Payouts put on hold"),
            "SignalDismissed": ("排除风险信号", "Signal dismissed"),
            "BreakTaken": ("接手差错", "Break taken on"),
            "BreakExplained": ("说明差错原因", "Break explained"),
            "CorrectionProposed": ("提出更正", "Correction proposed"),
            "CorrectionExecuted": ("更正入账", "Correction posted"),
            "CorrectionRejected": ("退回更正", "Correction rejected"),
            "StatementCompared": ("完成对账", "Statement compared"),
            "StatementRefused": ("拒收对账文件", "Statement file refused"),
        },
        tasks={
            "reconcile_yesterday": ("与存管银行对昨日的账", "Reconcile yesterday with the bank"),
            "run_due": ("催办存管指令", "Chase custody orders"),
            "send_order": ("发送存管指令", "Send a custody order"),
            "find_signals": ("查找风险信号", "Look for signals of rings"),
        },
    ),
    Vocabulary(
        name="exchange",
        events={
            "MemberChanged": ("共享成员变更", "Exchange member changed"),
            "KeyProposed": ("登记成员密钥", "Member's key handed in"),
            "KeyConfirmed": ("核对成员密钥", "Member's key confirmed"),
            "KeyRevoked": ("撤销成员密钥", "Member's key revoked"),
            "GrantRequested": ("申请共享授权", "Grant asked for"),
            "GrantApproved": ("批准共享授权", "Grant approved"),
            "GrantRefused": ("不予共享授权", "Grant refused"),
            "GrantEnded": ("终止共享授权", "Grant ended"),
            "CallAnswered": ("外发调用已答复", "Call answered"),
            "CallRefused": ("外发调用被拒绝", "Call refused"),
            "CallGivenUp": ("外发调用已放弃", "Call given up"),
        },
        tasks={
            "send": ("发出共享调用", "Send a call to a member"),
            "send_due": ("催办共享调用", "Try calls to members again"),
            "stamp": ("给共享日志盖戳", "Stamp the exchange log"),
            "prune": ("清理旧共享答复", "Forget old answers"),
        },
    ),
    Vocabulary(
        name="ledger",
        purposes={
            "deposit": ("充值", "Paid in"),
            "payout": ("提现", "Paid out"),
            "statement": ("对账单入账", "Booked by statement"),
            "correction": ("差错更正", "Correction of a break"),
            "expire": ("到期解冻", "Hold ran out"),
        },
        tasks={
            "expire_due": ("释放到期的冻结", "Release holds that ran out"),
            "fold_deferred": ("汇总延迟入账", "Fold deferred postings"),
            "seal_due": ("封存账目", "Seal transfers"),
        },
    ),
    Vocabulary(
        name="journal",
        events={
            "DeadLetterRetried": ("重试死信", "Dead letter retried"),
            "DeadLetterSetAside": ("放弃死信", "Dead letter set aside"),
        },
        tasks={
            "deliver": ("投递流水账", "Deliver the journal"),
            "seal": ("封存流水账", "Seal the journal"),
            "prune": ("清理旧投递记录", "Prune old deliveries"),
        },
    ),
    Vocabulary(
        name="jobs",
        events={"JobRetried": ("重试任务", "Job retried")},
        tasks={
            "requeue_stalled": ("收回失联进程的任务", "Requeue jobs of silent workers"),
            "sweep_finished": ("清理完成的任务", "Sweep finished jobs"),
        },
    ),
    Vocabulary(name="codes", events={"CodeRetired": ("编号停用", "Code retired")}),
    Vocabulary(name="documents", events={"DocumentStored": ("存入文件", "Document stored")}),
    Vocabulary(
        name="places",
        events={
            "BasinLoaded": ("载入流域数据", "Basin loaded"),
            "PlaceCorrected": ("更正地点资料", "Place corrected"),
        },
    ),
    Vocabulary(
        name="notices", tasks={"deliver_due": ("发出短信和邮件", "Send text messages and mail")}
    ),
)

for _words in _SPINE:
    VOCABULARIES.fill(_words)
