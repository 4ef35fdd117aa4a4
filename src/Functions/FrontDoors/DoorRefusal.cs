namespace VideoPipeline.Functions.FrontDoors;

/// <summary>Why a call at a door is refused; each dialect has its own words for it.</summary>
/// <param name="Field">The field of the dialect, where one is to blame.</param>
internal sealed record DoorRefusal(DoorRefusalKind Kind, string Message, string? Field = null)
{
    public int Status => Kind switch
    {
        DoorRefusalKind.InvalidKey => 401,
        DoorRefusalKind.InsufficientBalance => 402,
        DoorRefusalKind.TaskNotFound => 404,
        DoorRefusalKind.WrongMethod => 405,
        DoorRefusalKind.NotCancellable or DoorRefusalKind.KeyConflict => 409,
        DoorRefusalKind.BodyTooLarge => 413,
        DoorRefusalKind.ServerError => 500,
        _ => 400,
    };

    public static DoorRefusal Invalid(string field, string message) => new(DoorRefusalKind.InvalidField, message, field);
}

internal enum DoorRefusalKind
{
    InvalidField,

    /// <summary>More of something than the dialect takes.</summary>
    TooMany,
    InvalidBody,
    BodyTooLarge,
    InvalidKey,
    InsufficientBalance,
    TaskNotFound,
    WrongMethod,
    NotCancellable,

    /// <summary>An idempotency key that was used for another request.</summary>
    KeyConflict,
    ServerError,
}
