namespace VideoPipeline.Resellers.Answers;

/// <summary>
/// Where one reseller's answers say what. <see cref="TaskReader"/> looks there, and in the places that all resellers share, in every
/// layer of an answer.
/// </summary>
internal sealed record AnswerPlaces
{
    /// <summary>Paths of the billed quantity, the first that is there counts: <c>usage.completion_tokens</c>.</summary>
    public required IReadOnlyList<string> Usage { get; init; }

    /// <summary>The answer to a submit already says what it costs.</summary>
    public bool BillsAtSubmit { get; init; }

    /// <summary>The member with the address at which the reseller wants to be asked about the task.</summary>
    public string? PollUrl { get; init; }
}
