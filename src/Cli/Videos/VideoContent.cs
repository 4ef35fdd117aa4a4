using System.Net;
using System.Security.Cryptography;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

/// <summary>Downloads a job's video through the host's redirect to storage.</summary>
internal static class VideoContent
{
    /// <summary>Copies the video to <paramref name="target"/> and returns its facts.</summary>
    public static async Task<VideoFacts> DownloadAsync(Session session, string id, Stream target, CancellationToken cancellationToken, string query = "")
    {
        using var answer = await session.Host.GetRawAsync($"{VideosApi.PathOf(id)}/content{query}", cancellationToken);
        if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect or HttpStatusCode.SeeOther))
        {
            // With private endpoints the app streams the video itself.
            return await CopyAsync(answer, target, cancellationToken);
        }

        var location = answer.Headers.Location ?? throw new CommandFailedException("The host redirects to nowhere.");
        var storage = location.IsAbsoluteUri ? location : new Uri(session.Host.Address, location);
        using var blob = await GetBlobAsync(session, storage, cancellationToken);
        return await CopyAsync(blob, target, cancellationToken);
    }

    private static async Task<HttpResponseMessage> GetBlobAsync(Session session, Uri storage, CancellationToken cancellationToken)
    {
        try
        {
            var blob = await session.Web.GetAsync(storage, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return blob.IsSuccessStatusCode
                ? blob
                : throw new CommandFailedException($"Storage answered {(int)blob.StatusCode} for the video at {storage.GetLeftPart(UriPartial.Path)}.");
        }
        catch (HttpRequestException fault)
        {
            throw new HostUnreachableException($"The storage at {storage.GetLeftPart(UriPartial.Authority)} does not answer: {fault.Message}");
        }
    }

    private static async Task<VideoFacts> CopyAsync(HttpResponseMessage answer, Stream target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var head = new byte[12];
        var buffer = new byte[81920];
        long length = 0;
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0; length += read)
        {
            if (length < head.Length)
            {
                buffer.AsSpan(0, (int)Math.Min(read, head.Length - length)).CopyTo(head.AsSpan((int)length));
            }

            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return new VideoFacts(length, Convert.ToHexStringLower(hash.GetHashAndReset()), head.AsSpan(4, 4).SequenceEqual("ftyp"u8));
    }
}

/// <summary>What the downloaded bytes are: their count, their SHA-256 in lower-case hex, and whether they begin as an MP4 does.</summary>
internal sealed record VideoFacts(long Bytes, string Sha256, bool IsMp4)
{
    /// <summary>What is wrong with the download, or null when it is the file that the job describes.</summary>
    public string? DifferenceFrom(JobFile? stated) => this switch
    {
        { IsMp4: false } => "not an MP4",
        _ when stated?.Bytes is { } bytes && bytes != Bytes => $"{Bytes} bytes instead of {bytes}",
        _ when stated?.Sha256 is { } sha && !sha.Equals(Sha256, StringComparison.OrdinalIgnoreCase) => "another SHA-256 than stated",
        _ when stated?.Bytes is null || stated.Sha256 is null => "the job states no length or SHA-256",
        _ => null,
    };
}
