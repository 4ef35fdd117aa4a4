namespace VideoPipeline.Requests;

/// <summary>Collects what is wrong with a request: at most one entry per field, in the order in which they were found.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> errors = [];
    private readonly HashSet<string> fields = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public bool Has(string field) => fields.Contains(field);

    public void Add(string field, string code, string message)
    {
        if (fields.Add(field))
        {
            errors.Add(new FieldError(field, code, message));
        }
    }

    public Problem ToProblem()
    {
        var summary = errors.Count == 1 ? errors[0].Message : $"{errors.Count} fields are wrong.";
        return new Problem(400, RequestCodes.InvalidRequest, summary, [.. errors]);
    }
}
