using VideoPipeline.Batches;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary>A batch as it came in.</summary>
/// <param name="Options">What a caller says beside the items; a JSON body says it itself.</param>
/// <param name="Scope">Whose the key is (<see cref="KeyScopes"/>).</param>
/// <param name="SkipInvalid">Run the good items when some are not valid.</param>
public sealed record BatchSubmission(
    Stream Body, BatchForm Form, BatchOptions Options, bool SkipInvalid = false, string? IdempotencyKey = null, string Scope = "", string? Charset = null);

/// <summary>How the items are written.</summary>
public enum BatchForm
{
    Json,
    Ndjson,
    Csv,
}

/// <summary>What became of a request to start a batch.</summary>
public abstract record BatchAdmission
{
    private BatchAdmission()
    {
    }

    /// <param name="Faults">What was skipped.</param>
    /// <param name="ExpectedFailures">How many items today's budget is not enough for.</param>
    public sealed record Accepted(string Batch, bool IsNew, LineFaults Faults, int ExpectedFailures = 0) : BatchAdmission;

    public sealed record Refused(Problem Problem, LineFaults? Faults = null) : BatchAdmission;
}

/// <summary>The lines that are not valid: all are counted, the first thousand faults are kept.</summary>
public sealed class LineFaults
{
    private const int MostKept = 1000;

    private readonly List<LineError> _kept = [];
    private int _lastLine;

    public IReadOnlyList<LineError> Kept => _kept;

    public int Count { get; private set; }

    /// <summary>How many lines have faults.</summary>
    public int Lines { get; private set; }

    /// <summary>What follows was not read at all, so that skipping would lose items that nobody has seen.</summary>
    public bool IsCut { get; set; }

    public void Add(int line, Problem problem)
    {
        if (problem.Errors.Count == 0)
        {
            Add(new LineError(line, "", problem.Code, problem.Detail));
        }

        foreach (var error in problem.Errors)
        {
            Add(LineError.Of(line, error));
        }
    }

    public void Add(LineError error)
    {
        Count++;
        if (error.Line != _lastLine)
        {
            _lastLine = error.Line;
            Lines++;
        }

        if (_kept.Count < MostKept)
        {
            _kept.Add(error);
        }
    }
}
