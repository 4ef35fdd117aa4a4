using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using VideoPipeline.Resellers.Answers;

namespace VideoPipeline.Resellers.Http;

/// <summary>
/// Talks to one provider: the key goes on each request and only to the provider's own origin, bodies are bounded, and what goes
/// wrong on the way comes back as a value.
/// </summary>
internal sealed class ProviderHttp(string provider, ProviderOptions options, IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>An answer is a small JSON document; anything longer is none of ours.</summary>
    internal const int MaxBodyBytes = 1024 * 1024;

    private const int MaxHops = 3;

    /// <summary>One look with its retries and its body, in all.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(45);

    private readonly Uri baseUri = new(options.BaseUrl.TrimEnd('/') + "/", UriKind.Absolute);

    public IReadOnlyList<int> RejectedStatuses { get; } = options.RejectedStatusCodes;

    /// <summary>The client for submits: never repeated once they may have left.</summary>
    public static string SubmitClient(string provider) => $"{provider}.submit";

    /// <summary>The client for everything that is safe to repeat.</summary>
    public static string LookClient(string provider) => $"{provider}.look";

    public Task<HttpAnswer> SubmitAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString(ProviderJson.Written)))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        return SendAsync(
            SubmitClient(provider), HttpMethod.Post, new Uri(baseUri, path), content, options.SubmitTimeout, cancellationToken);
    }

    /// <summary>A documented path under the configured address.</summary>
    public Uri Documented(string path) => new(baseUri, path);

    /// <summary>A look may be sent on within the provider's own origin, which the key may see; a submit never is.</summary>
    public async Task<HttpAnswer> GetAsync(Uri uri, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            var answer = await SendAsync(LookClient(provider), HttpMethod.Get, uri, null, LookLimit, cancellationToken);
            if (hops == MaxHops
                || answer is not HttpAnswer.Response { Status: 307 or 308, Location: { } location }
                || OwnOrigin.Resolve(uri, location) is not { } next)
            {
                return answer;
            }

            uri = next;
        }
    }

    public Task<HttpAnswer> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(LookClient(provider), HttpMethod.Delete, new Uri(baseUri, path), null, LookLimit, cancellationToken);

    /// <summary>An address that the provider gave us, if it is the provider's own: relative ones count from the origin.</summary>
    public Uri? OwnUri(string? given) => OwnOrigin.Resolve(baseUri, given);

    private async Task<HttpAnswer> SendAsync(
        string client, HttpMethod method, Uri uri, HttpContent? content, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var http = clients.CreateClient(client);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BodyAsync(response, either.Token);
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpAnswer.Response((int)response.StatusCode, body, RetryAfter(response.Headers), baseUri, Location(response));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return TransportErrors.Classify(exception);
        }
    }

    /// <summary>The status is worth having even when the body never came, and what came of a body may name the task.</summary>
    private static async Task<string?> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (!await body.TryReadAsync(stream, MaxBodyBytes, cancellationToken))
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // Cut off.
        }

        return AnswerText.Decode(
            body.Written, response.Content.Headers.ContentEncoding, response.Content.Headers.ContentType?.CharSet, MaxBodyBytes);
    }

    private static string? Location(HttpResponseMessage response) => response.Headers.Location?.OriginalString;

    // A provider that asks for hours, by mistake or in earnest, is asked again sooner: a wait costs nothing but this question.
    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => InFigures(headers),
        };
        return wait is null ? null
            : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > options.LongestRetryAfter ? options.LongestRetryAfter
            : wait;
    }

    // More seconds than the header's type holds, or parts of one.
    private TimeSpan? InFigures(HttpResponseHeaders headers) =>
        headers.TryGetValues("Retry-After", out var given)
        && decimal.TryParse(given.FirstOrDefault(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds((double)Math.Min(seconds, (decimal)options.LongestRetryAfter.TotalSeconds))
            : null;
}
