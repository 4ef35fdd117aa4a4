namespace VideoPipeline.Support.Actors;

/// <summary>
/// Next to the wire: makes a call a part of what makes it, until it is answered or given up, and lets the other side know which.
/// </summary>
public sealed class ActorHandler(ActorTable actors) : DelegatingHandler
{
    public const string Header = "x-actor";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var actor = actors.Open($"{request.Method} {request.RequestUri?.AbsolutePath}", Actor.Current);
        request.Headers.Remove(Header);
        request.Headers.Add(Header, actor.Key);

        // At once and not when the exception arrives: whoever gave up runs already.
        await using var givenUp = cancellationToken.Register(actor.Close);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            actor.Close();
        }
    }
}
