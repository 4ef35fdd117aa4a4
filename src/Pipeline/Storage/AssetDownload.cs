using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Storage;

/// <summary>
/// Fetches result URLs: without any key, only from public addresses, following a few redirects, and going on where a connection
/// broke (RFC 9110 §14, Range with If-Range).
/// </summary>
public sealed class AssetDownload(HttpClient client, IOptions<AssetsOptions> options)
{
    /// <summary>The name of the HTTP client that the composition gives the guarded handler to.</summary>
    public const string ClientName = "assets";

    private const int MaxRedirects = 5;
    private const int MaxResumes = 5;
    private const int ChunkSize = 128 * 1024;

    /// <summary>Reads the whole asset into <paramref name="sink"/>, chunk by chunk.</summary>
    /// <param name="sink">Called in order with every chunk; the memory is only valid during the call.</param>
    public Task<DownloadResult> ReadAsync(
        string url, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellationToken) =>
        ReadAsync(url, new PlainSink(sink), cancellationToken);

    /// <summary>Reads what a sink does not have yet, which may be the whole asset.</summary>
    public async Task<DownloadResult> ReadAsync(string url, IAssetSink sink, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return DownloadResult.Refused("invalid_url");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Value.CopyTimeout);
        try
        {
            return await ReadAsync(address, buffer, sink, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return DownloadResult.Failed("too_slow");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<DownloadResult> ReadAsync(
        Uri address, byte[] buffer, IAssetSink sink, CancellationToken cancellationToken)
    {
        var progress = new Progress();
        for (var broken = 0; ; broken++)
        {
            try
            {
                var result = await ReadOnceAsync(address, progress, buffer, sink, cancellationToken);
                if (result is not null || broken == MaxResumes)
                {
                    return result ?? DownloadResult.Failed("truncated");
                }
            }
            catch (ForbiddenAddressException)
            {
                return DownloadResult.Refused("forbidden_address");
            }
            catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException)
            {
                return DownloadResult.Refused("forbidden_address");
            }
            catch (Exception e) when (IsBreak(e, progress, cancellationToken) && broken < MaxResumes)
            {
                // Goes on at progress.Received.
            }
            catch (Exception e) when (IsBreak(e, progress, cancellationToken))
            {
                return DownloadResult.Failed("unreachable");
            }
        }
    }

    // What the sink throws is the caller's: it may have kept a part of its chunk, so nothing may be handed on after it.
    private static bool IsBreak(Exception e, Progress progress, CancellationToken cancellationToken) =>
        !progress.IsHandingOn
        && (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested));

    // Null: the body ended early, and the rest can be asked for.
    private async Task<DownloadResult?> ReadOnceAsync(
        Uri address,
        Progress progress,
        byte[] buffer,
        IAssetSink sink,
        CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.StallTimeout);
        using var response = await FollowAsync(address, progress, patience.Token);
        if (response is null)
        {
            return DownloadResult.Refused("too_many_redirects");
        }

        if (progress.StartsAgainWith(response))
        {
            sink.StartAgain();
        }

        if (Unusable(response, progress) is { } unusable)
        {
            return unusable;
        }

        progress.Begin(response);
        if (progress.Total > options.Value.MaxBytes)
        {
            return DownloadResult.Refused("too_large");
        }

        if (progress.TakeAsset() is { } asset && await sink.ResumeAtAsync(asset, cancellationToken) is > 0 and var kept)
        {
            progress.ResumeAt(kept);

            // The rest is another request; where nothing is missing, none.
            return progress.IsShort ? null : DownloadResult.Complete(progress.Received, progress.ContentType);
        }

        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        int read;
        while ((read = await body.ReadAsync(buffer, patience.Token)) > 0)
        {
            progress.Received += read;
            if (progress.Received > options.Value.MaxBytes)
            {
                return DownloadResult.Refused("too_large");
            }

            // The host is not to blame for the time that the sink takes.
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            progress.IsHandingOn = true;
            await sink.AppendAsync(buffer.AsMemory(0, read), cancellationToken);
            progress.IsHandingOn = false;
            patience.CancelAfter(options.Value.StallTimeout);
        }

        return progress.IsShort ? null : DownloadResult.Complete(progress.Received, progress.ContentType);
    }

    private static DownloadResult? Unusable(HttpResponseMessage response, Progress progress) => response.StatusCode switch
    {
        HttpStatusCode.OK when progress.Received == 0 => null,

        // The host ignored the range, or the asset changed: bytes already handed on cannot be taken back.
        HttpStatusCode.OK => DownloadResult.Failed("not_resumable"),
        HttpStatusCode.PartialContent when progress.GoesOnIn(response) => null,
        HttpStatusCode.PartialContent => DownloadResult.Failed("not_resumable"),
        HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized =>
            DownloadResult.Failed("expired_url"),
        _ => DownloadResult.Failed("asset_host_error"),
    };

    private async Task<HttpResponseMessage?> FollowAsync(Uri address, Progress progress, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            EnsureAllowed(address);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (progress.Received > 0)
            {
                request.Headers.Range = new RangeHeaderValue(progress.Received, null);
                request.Headers.IfRange = progress.Version is null ? null : new RangeConditionHeaderValue(progress.Version);
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is < 300 or > 399
                || response.Headers.Location is not { } location
                || !Uri.TryCreate(address, location, out var next))
            {
                return response;
            }

            response.Dispose();
            address = next;
        }

        return null;
    }

    private void EnsureAllowed(Uri address)
    {
        var allowed = options.Value.AllowPrivateNetworks
            ? address.Scheme is "https" or "http"
            : address.Scheme is "https" && address.UserInfo.Length == 0;
        if (!allowed || (!options.Value.AllowPrivateNetworks && IPAddress.TryParse(address.DnsSafeHost, out var literal) && !AddressGuard.IsPublic(literal)))
        {
            throw new ForbiddenAddressException(address.Host, IPAddress.None);
        }
    }

    private sealed class Progress
    {
        public long Received { get; set; }

        public long? Total { get; private set; }

        public EntityTagHeaderValue? Version { get; private set; }

        public string? Date { get; private set; }

        public string? ContentType { get; private set; }

        /// <summary>The sink has a chunk in its hands.</summary>
        public bool IsHandingOn { get; set; }

        // Nothing has been handed on since the sink said what it has.
        private bool _isResumed;
        private bool _hasAsked;

        public bool IsShort => Total is { } total && Received < total;

        /// <summary>The rest of the very asset that the first bytes are of, as far as the answer tells.</summary>
        public bool GoesOnIn(HttpResponseMessage response) =>
            response.Content.Headers.ContentRange is { } range
            && range.From == Received
            && (range.Length is null || Total is null || range.Length == Total)
            && (Version is null || response.Headers.ETag is null || response.Headers.ETag.Equals(Version));

        /// <summary>The asset, the first time that its length is known.</summary>
        public AssetVersion? TakeAsset()
        {
            if (_hasAsked || Received > 0 || Total is not { } total)
            {
                return null;
            }

            _hasAsked = true;
            return new AssetVersion(total, Version?.Tag ?? Date);
        }

        public void ResumeAt(long kept)
        {
            Received = kept;
            _isResumed = true;
        }

        /// <summary>A host that does not send parts alone has begun at the beginning, and can be taken at its word.</summary>
        public bool StartsAgainWith(HttpResponseMessage response)
        {
            var again = _isResumed && response.StatusCode == HttpStatusCode.OK;
            if (again)
            {
                Received = 0;
            }

            _isResumed &= !response.IsSuccessStatusCode;
            return again;
        }

        public void Begin(HttpResponseMessage response)
        {
            if (Received > 0)
            {
                return;
            }

            Total = response.Content.Headers.ContentLength;
            Version = response.Headers.ETag is { IsWeak: false } tag ? tag : null;
            Date = response.Content.Headers.LastModified?.ToString("O", CultureInfo.InvariantCulture);
            ContentType = response.Content.Headers.ContentType?.MediaType;
        }
    }
}

/// <summary>How a download ended. <see cref="Code"/> is null when it is complete.</summary>
/// <param name="Permanent">Trying the same URL again cannot help.</param>
public sealed record DownloadResult(long Bytes, string? ContentType, string? Code, bool Permanent)
{
    public static DownloadResult Complete(long bytes, string? contentType) => new(bytes, contentType, null, false);

    public static DownloadResult Failed(string code) => new(0, null, code, false);

    public static DownloadResult Refused(string code) => new(0, null, code, true);
}
