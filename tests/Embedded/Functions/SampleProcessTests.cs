using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class SampleProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sample-app-").FullName;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task App_answers_and_ends_with_0_when_it_is_told_to()
    {
        await using var app = SampleProcess.Start(folder);
        var address = await app.ListensAsync();

        var answer = await http.PostAsync(new Uri(address, "api/greetings/a"), null);
        var exitCode = await app.TerminateAsync();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal((0, ""), (exitCode, app.Errors.Trim()));
    }

    [Fact]
    public async Task Orchestration_survives_the_death_of_its_process()
    {
        var first = SampleProcess.Start(folder);
        await using (first)
        {
            await http.PostAsync(new Uri(await first.ListensAsync(), "api/greetings/a"), null);
            await first.KillAsync();
        }

        await using var second = SampleProcess.Start(folder);
        var answer = await http.PostAsync(new Uri(await second.ListensAsync(), "api/greetings/a/name/Kim"), null);

        Assert.Equal("Choose hello, Kim", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Second_process_on_the_same_data_is_refused_in_one_line()
    {
        await using var first = SampleProcess.Start(folder);
        await first.ListensAsync();
        await using var second = SampleProcess.Start(folder);

        Assert.Equal(1, await second.EndsAsync());
        Assert.Contains(folder, Assert.Single(Lines(second.Errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taken_port_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var app = SampleProcess.Start(folder, $"--urls=http://127.0.0.1:{port}");

        Assert.Equal(1, await app.EndsAsync());
        Assert.Contains($"{port}", Assert.Single(Lines(app.Errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_address_without_a_key_is_refused_in_one_line()
    {
        await using var app = SampleProcess.Start(folder, "--urls=http://0.0.0.0:0");

        Assert.Equal(1, await app.EndsAsync());
        Assert.Contains("EmbeddedHost__ApiKey", Assert.Single(Lines(app.Errors)), StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
