using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Tests.World;

namespace VideoPipeline.Functions.Tests.Batches;

/// <summary>The batch routes, as a caller uses them.</summary>
internal static class BatchCalls
{
    extension(PipelineHost host)
    {
        public async Task<(HttpStatusCode Status, JsonElement Body)> PostBatchAsync(
            string body, string contentType = "application/json", string query = "", string? key = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/batches" + query)
            {
                Content = new StringContent(body, Encoding.UTF8, contentType),
            };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            using var response = await host.Http.SendAsync(request);
            return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
        }

        /// <summary>Starts a batch that must be taken.</summary>
        public async Task<string> StartBatchAsync(object batch, string? key = null)
        {
            var (status, body) = await host.PostBatchAsync(JsonSerializer.Serialize(batch, Json.Options), key: key);
            Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.OK, body.GetRawText());
            return body.GetProperty("id").GetString()!;
        }

        public async Task<BatchDocument> GetBatchAsync(string id) =>
            (await host.Http.GetFromJsonAsync<BatchDocument>($"/api/batches/{id}", Json.Options))!;

        public async Task<BatchDocument> RunBatchAsync(string id)
        {
            await host.RunUntilAsync(async () => (await host.GetBatchAsync(id)).Status != BatchStatus.Running);
            return await host.GetBatchAsync(id);
        }

        public async Task<(HttpStatusCode Status, JsonElement Body)> RetryBatchAsync(string id)
        {
            using var response = await host.Http.PostAsync(new Uri($"/api/batches/{id}/retry", UriKind.Relative), content: null);
            return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
        }

        public async Task<IReadOnlyList<ItemDocument>> ResultsAsync(string id)
        {
            var text = await host.Http.GetStringAsync(new Uri($"/api/batches/{id}/results", UriKind.Relative));
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<ItemDocument>(line, Json.Options)!)];
        }
    }

    /// <summary>Items at one reseller, whose names are in their prompts.</summary>
    public static object[] Items(int count, Func<int, string>? fault = null) =>
        [.. Enumerable.Range(1, count).Select(number => (object)new
        {
            item = $"item-{number:D3}",
            provider = "tokenhub",
            prompt = $"A lamp, item-{number:D3} {fault?.Invoke(number)}".Trim(),
            duration = 5,
            resolution = "720p",
        })];
}
