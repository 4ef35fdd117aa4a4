namespace VideoPipeline.Resellers.Http;

/// <summary>What came of one HTTP exchange with a provider.</summary>
internal abstract record HttpAnswer
{
    private HttpAnswer()
    {
    }

    /// <summary>The provider answered; <paramref name="Body"/> is null when it was too long, cut off or no UTF-8.</summary>
    internal sealed record Response(int Status, string? Body, TimeSpan? RetryAfter = null) : HttpAnswer;

    /// <summary>The request is proved not to have reached the provider.</summary>
    internal sealed record NotSent(string Code, string Message) : HttpAnswer;

    /// <summary>The request may have reached the provider; its answer did not reach us.</summary>
    internal sealed record Lost(string Code, string Message) : HttpAnswer;
}
