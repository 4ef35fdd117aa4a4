namespace VideoPipeline.Functions.Tests.Crashes;

/// <summary>The kinds of steps that a process takes outside its own memory.</summary>
internal enum StepKind
{
    Commit,
    BlobWrite,
    HttpCall,
}

/// <summary>What befalls a step.</summary>
internal enum Strike
{
    /// <summary>The process dies, and the step has not happened.</summary>
    DieBefore,

    /// <summary>The step has happened, and the process dies without knowing.</summary>
    DieAfter,

    /// <summary>The step has happened, but its answer is an error; the process lives.</summary>
    AnswerLost,
}

/// <summary>The so-manieth step of a kind, and what befalls it.</summary>
internal sealed record CrashPoint(StepKind Kind, Strike Strike, int Number);

/// <summary>What is to befall one run: one thing at one step, or nothing.</summary>
internal sealed class Fate(CrashPoint? point)
{
    private readonly Lock _lock = new();
    private int _passed;

    /// <summary>The step that was struck; null until then.</summary>
    public string? Struck { get; private set; }

    public bool Strikes(StepKind kind, Strike strike, string step)
    {
        lock (_lock)
        {
            if (point is null || point.Kind != kind || point.Strike != strike || ++_passed != point.Number)
            {
                return false;
            }

            Struck = step;
            return true;
        }
    }
}
