namespace VideoPipeline.Resellers.Http;

/// <summary>What came of one HTTP exchange with a provider.</summary>
internal abstract record HttpAnswer
{
    private HttpAnswer()
    {
    }

    /// <summary>The provider answered.</summary>
    /// <param name="Body">Unpacked and decoded; what came of it where it was cut off; null when it was too long or could not be unpacked.</param>
    /// <param name="Origin">Where it came from: links in it may be relative.</param>
    /// <param name="Location">Where it sends the caller instead.</param>
    internal sealed record Response(int Status, string? Body, TimeSpan? RetryAfter = null, Uri? Origin = null, string? Location = null) : HttpAnswer;

    /// <summary>The request is proved not to have reached the provider.</summary>
    internal sealed record NotSent(string Code, string Message) : HttpAnswer;

    /// <summary>The request may have reached the provider; its answer did not reach us.</summary>
    internal sealed record Lost(string Code, string Message) : HttpAnswer;
}
