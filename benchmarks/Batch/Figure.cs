namespace VideoPipeline.Benchmarks.Batch;

/// <summary>One line of the table; figures without a goal are for information.</summary>
internal sealed record Figure(string What, string Value, string? Goal = null, bool? IsMet = null);
