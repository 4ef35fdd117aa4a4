using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using VideoPipeline.Functions.Http;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.Videos;

/// <summary>Streams a stored file through the app, chunk by chunk, whole or one range of it (RFC 9110 §14).</summary>
internal sealed class StoredContent(BlobClient blob, OutputFile file) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var tag = new EntityTagHeaderValue($"\"{file.Sha256}\"");
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = tag.ToString();
        if (tag.IsAnyOf(request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var slice = Slice.Of(request, file.Bytes, tag);
        if (slice is null)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = $"bytes */{file.Bytes.ToString(CultureInfo.InvariantCulture)}";
            return;
        }

        await SendAsync(httpContext, slice);
    }

    private async Task SendAsync(HttpContext http, Slice slice)
    {
        var range = new BlobDownloadOptions { Range = slice.IsWhole ? default : new HttpRange(slice.From, slice.Length) };
        BlobDownloadStreamingResult download;
        try
        {
            download = await blob.DownloadStreamingAsync(range, http.RequestAborted);
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            await Answers.Refused(404, "content_gone", "The stored file has been deleted.").ExecuteAsync(http);
            return;
        }

        using (download)
        {
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            http.Response.ContentType = file.ContentType;
            http.Response.ContentLength = slice.Length;
            if (!slice.IsWhole)
            {
                http.Response.StatusCode = StatusCodes.Status206PartialContent;
                http.Response.Headers.ContentRange = string.Create(
                    CultureInfo.InvariantCulture, $"bytes {slice.From}-{slice.From + slice.Length - 1}/{file.Bytes}");
            }

            await download.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
    }

    /// <summary>The part that is asked for.</summary>
    private sealed record Slice(long From, long Length, bool IsWhole)
    {
        /// <summary>Null when the file does not reach so far. What is not one plain range, or of another file, gets the whole.</summary>
        public static Slice? Of(HttpRequest request, long total, EntityTagHeaderValue tag)
        {
            var headers = request.GetTypedHeaders();
            if (headers.Range is not { Unit.Value: "bytes", Ranges.Count: 1 } asked
                || (headers.IfRange is { } condition && condition.EntityTag?.Compare(tag, useStrongComparison: true) != true))
            {
                return new Slice(0, total, IsWhole: true);
            }

            return asked.Ranges.First() switch
            {
                { From: { } from, To: var to } when from < total => new Slice(from, Math.Min(to ?? total - 1, total - 1) - from + 1, false),
                { From: null, To: > 0 and var last } => new Slice(Math.Max(total - last, 0), Math.Min(last, total), false),
                _ => null,
            };
        }
    }
}
