namespace VideoPipeline.Simulator.Faults;

internal enum FaultKind
{
    RateLimited,
    QuotaSpent,
    ErrorBefore,
    Unavailable,
    ResetBefore,
    HangBefore,
    Redirect,
    ErrorCode,
    ModerationBefore,
    BadImage,
    ErrorAfter,
    ResetAfter,
    HangAfter,
    Held,
    NoTaskId,
    Unreadable,
    Wrapped,
    Packed,
    ForeignPollUrl,
    Slow,
    Stuck,
    Late,
    Failed,
    FailedBilled,
    Moderation,
    Cancelled,
    Expired,
    PollRateLimited,
    PollError,
    PollNotFound,
    PollErrorCode,
    PollUnreadable,
    PollReset,
    PollHang,
    PollMoved,
    UnknownStatus,
    CancelRefused,
    MissingUrl,
    PrivateUrl,
    ResultShape,
    OverBilled,
    NoUsage,
    Forgets,
    LinkOnce,
    StateWord,
    ExpiredUrl,
    Truncated,
    WrongLength,
    NotMp4,
    PrivateRedirect,
    AssetError,
    MissingCover,
    CallbackLost,
    CallbackDuplicated,
    CallbackEarly,
    CallbackForged,
    CallbackWrongTask,
}

/// <summary>Where in a task's life a fault strikes.</summary>
internal enum FaultStage
{
    /// <summary>The POST, before anything is accepted: no task exists.</summary>
    Submit,

    /// <summary>The answer to the POST: the task exists.</summary>
    Answer,

    /// <summary>How the task goes on and ends.</summary>
    Life,

    /// <summary>The answers to status (and cancel) calls.</summary>
    Poll,

    /// <summary>What the answer says about the result and the bill.</summary>
    Result,

    /// <summary>The download of the result.</summary>
    Asset,

    /// <summary>Callbacks, where a callback URL was given.</summary>
    Callback,
}
