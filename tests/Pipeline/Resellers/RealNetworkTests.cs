using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using VideoPipeline.Resellers;
using Xunit;

namespace VideoPipeline.Tests.Resellers;

/// <summary>What the real sockets do, where a stub would only repeat our beliefs.</summary>
public sealed class RealNetworkTests
{
    private const string Accepted = """{"id":"t-1"}""";

    [Fact]
    public async Task Refused_connection_is_not_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var host = HostAt(port);

        Assert.IsType<SubmitAnswer.NotSent>(await SubmitAsync(host));
    }

    [Fact]
    public async Task Connection_closed_after_the_request_is_ambiguous_and_sent_once()
    {
        await using var server = new RawServer(_ => null);
        using var host = HostAt(server.Port);

        Assert.IsType<SubmitAnswer.Ambiguous>(await SubmitAsync(host));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Submit_on_a_kept_connection_that_breaks_is_sent_once()
    {
        await using var server = new RawServer(n => n == 1 ? RawServer.Ok(Accepted) : null);
        using var host = HostAt(server.Port);

        Assert.IsType<SubmitAnswer.Accepted>(await SubmitAsync(host));
        Assert.IsType<SubmitAnswer.Ambiguous>(await SubmitAsync(host));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using var server = new RawServer(
            _ => "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        using var host = HostAt(server.Port);

        var answer = Assert.IsType<SubmitAnswer.Ambiguous>(await SubmitAsync(host));

        Assert.Equal("unexpected_redirect", answer.Failure.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Body_cut_off_within_the_task_id_is_ambiguous()
    {
        await using var server = new RawServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":\"t-1");
        using var host = HostAt(server.Port);

        Assert.IsType<SubmitAnswer.Ambiguous>(await SubmitAsync(host));
    }

    [Fact]
    public async Task Body_cut_off_after_the_task_id_names_the_task()
    {
        await using var server = new RawServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":\"t-1\"");
        using var host = HostAt(server.Port);

        Assert.Equal("t-1", Assert.IsType<SubmitAnswer.Accepted>(await SubmitAsync(host)).TaskId);
    }

    [Fact]
    public async Task Request_carries_the_key_the_length_and_the_trace()
    {
        await using var server = new RawServer(_ => RawServer.Ok(Accepted));
        using var host = HostAt(server.Port);
        using var activity = new Activity("test").Start();

        await SubmitAsync(host);

        var request = server.Requests.Single();
        Assert.StartsWith("POST /api/v1/videos/generations HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer key-of-tokenhub\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Length: ", request, StringComparison.Ordinal);
        Assert.Contains($"traceparent: 00-{activity.TraceId}-", request, StringComparison.Ordinal);
    }

    private static Task<SubmitAnswer> SubmitAsync(ProviderHost host) =>
        host[ProviderNames.TokenHub].SubmitAsync(new(Given.Text()), default).WaitAsync(TimeSpan.FromSeconds(30));

    private static ProviderHost HostAt(int port) =>
        new(null, SkippingTime.Waits, ("Providers:tokenhub:BaseUrl", $"http://127.0.0.1:{port}/api/v1"));

    /// <summary>Reads one request after the other and answers with raw text; null closes the connection instead.</summary>
    private sealed class RawServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Func<int, string?> answer;
        private readonly Task serving;
        private TcpClient? current;
        private volatile bool stopped;

        public RawServer(Func<int, string?> answer)
        {
            this.answer = answer;
            listener.Start();
            serving = ServeAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public List<string> Requests { get; } = [];

        public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

        public async ValueTask DisposeAsync()
        {
            stopped = true;
            listener.Stop();
            current?.Dispose();
            await serving.WaitAsync(TimeSpan.FromSeconds(30));
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = current = await listener.AcceptTcpClientAsync();
                    await ServeAsync(client.GetStream());
                }
            }
            catch (Exception) when (stopped)
            {
            }
        }

        private async Task ServeAsync(NetworkStream stream)
        {
            while (await ReadRequestAsync(stream) is { } request)
            {
                Requests.Add(request);
                if (answer(Requests.Count) is not { } text)
                {
                    return;
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
                if (text.Contains("Content-Length: 500", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }

        private static async Task<string?> ReadRequestAsync(NetworkStream stream)
        {
            var text = new StringBuilder();
            var buffer = new byte[8192];
            try
            {
                while (true)
                {
                    var read = await stream.ReadAsync(buffer);
                    if (read == 0)
                    {
                        return null;
                    }

                    text.Append(Encoding.UTF8.GetString(buffer, 0, read));
                    var request = text.ToString();
                    var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                    if (end >= 0 && request.Length - end - 4 >= ContentLength(request))
                    {
                        return request;
                    }
                }
            }
            catch (Exception closed) when (closed is IOException or ObjectDisposedException)
            {
                return null;
            }
        }

        private static int ContentLength(string request)
        {
            const string Header = "Content-Length: ";
            var start = request.IndexOf(Header, StringComparison.Ordinal) + Header.Length;
            return int.Parse(
                request.AsSpan(start, request.IndexOf("\r\n", start, StringComparison.Ordinal) - start),
                System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
