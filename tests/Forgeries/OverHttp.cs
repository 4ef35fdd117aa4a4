using System.Net;
using System.Text;

namespace VideoPipeline.Forgeries;

/// <summary>The same callbacks, sent to an app that runs.</summary>
internal static class OverHttp
{
    private const int AtOnce = 16;

    /// <returns>How many it took, and how many it answered with a fault of its own.</returns>
    public static async Task<(int Accepted, int Faults)> SendAsync(Uri app, int count, Func<int, Callback> callback)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app };
        var (accepted, faults) = (0, 0);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, cancellationToken) =>
        {
            using var body = new StringContent($$"""{"task_id":"forged-{{number}}","status":"SUCCESS"}""", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(Address(callback(number)), body, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref accepted);
            }
            else if (answer.StatusCode >= HttpStatusCode.InternalServerError)
            {
                Interlocked.Increment(ref faults);
            }
        });
        return (accepted, faults);
    }

    private static Uri Address(Callback callback)
    {
        var path = FormattableString.Invariant(
            $"/api/callbacks/{Uri.EscapeDataString(callback.Provider)}/{Uri.EscapeDataString(callback.Job)}/{callback.Attempt}");
        return new Uri(callback.Signature is { } signature ? $"{path}?sig={Uri.EscapeDataString(signature)}" : path, UriKind.Relative);
    }
}
