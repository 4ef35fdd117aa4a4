namespace VideoPipeline.Requests;

/// <summary>Why something was refused, as RFC 9457 problem details carry it: a stable code and one entry per wrong field.</summary>
public sealed record Problem(int Status, string Code, string Detail, IReadOnlyList<FieldError>? Errors = null)
{
    public IReadOnlyList<FieldError> Errors { get; init; } = Errors ?? [];
}

/// <summary>One wrong field: its JSON path in the request (<c>reference_images[2]</c>), a stable code and a sentence.</summary>
public sealed record FieldError(string Field, string Code, string Message);
