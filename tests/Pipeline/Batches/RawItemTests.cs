using System.Text;
using System.Text.Json;
using VideoPipeline.Batches;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Batches;

public sealed class RawItemTests
{
    [Fact]
    public async Task Ndjson_counts_every_line_and_skips_empty_ones()
    {
        var items = await NdjsonAsync("\uFEFF{\"prompt\":\"a\"}\r\n\n  \n{\"prompt\":\"b\"}");

        Assert.Equal([1, 4], items.Select(item => item.Line));
        Assert.Equal("b", items[1].Json.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task A_bad_line_costs_itself_alone()
    {
        var items = await NdjsonAsync("{\"prompt\":\"a\"}\n{\"prompt\n{\"prompt\":\"c\"}\n");

        Assert.Equal([null, RequestCodes.InvalidJson, null], items.Select(item => item.Fault?.Code));
    }

    [Fact]
    public async Task A_line_without_end_is_not_kept_in_memory()
    {
        var items = await NdjsonAsync("{}\n" + new string('x', 5000), maxLineBytes: 1000);

        Assert.Equal([null, RequestCodes.BodyTooLarge], items.Select(item => item.Fault?.Code));
    }

    [Fact]
    public async Task Csv_has_its_fields_in_the_header_and_real_line_numbers()
    {
        var items = await CsvAsync("item,duration,metadata.sku,prompt\nlamp,5,l-1,\"two\nlines, one cell\"\n\nshoe,8,,plain\n");

        Assert.Equal([2, 5], items.Select(item => item.Line));
        Assert.Equal("""{"item":"lamp","duration":5,"metadata":{"sku":"l-1"},"prompt":"two\nlines, one cell"}""", items[0].Json.GetRawText());
        Assert.False(items[1].Json.TryGetProperty("metadata", out _));
    }

    [Fact]
    public async Task A_csv_record_with_too_many_cells_costs_itself_alone()
    {
        var items = await CsvAsync("prompt\na\nb,c\nd\n");

        Assert.Equal([null, CsvItems.MalformedCsv, null], items.Select(item => item.Fault?.Code));
    }

    [Fact]
    public async Task Csv_ends_where_a_quote_does_not()
    {
        var items = await CsvAsync("prompt\na\n\"b\nc\n");

        Assert.Equal([(2, null), (3, CsvItems.MalformedCsv)], items.Select(item => (item.Line, item.Fault?.Code)));
    }

    [Fact]
    public async Task Json_may_have_its_defaults_after_its_items()
    {
        var (batch, _) = await JsonBatch.ReadAsync(
            Stream("""{"name":"x","items":[ {"prompt":"a, ]"} , {"prompt":"b"} ],"defaults":{"duration":5}}"""), new RequestRules(), default);

        Assert.Equal("""{"name":"x","defaults":{"duration":5}}""", batch!.Options.GetRawText());
        Assert.Equal([(1, "a, ]"), (2, "b")], batch.Items().Select(item => (item.Line, item.Json.GetProperty("prompt").GetString())));
    }

    [Theory]
    [InlineData("[]", RequestCodes.InvalidRequest)]
    [InlineData("""{"items":{}}""", RequestCodes.InvalidRequest)]
    [InlineData("""{"items":[],"items":[]}""", RequestCodes.InvalidRequest)]
    [InlineData("""{"items":[1,}""", RequestCodes.InvalidJson)]
    [InlineData("""{"items":[]} x""", RequestCodes.InvalidJson)]
    [InlineData("", RequestCodes.InvalidJson)]
    [InlineData("""{"\ud800":1}""", RequestCodes.InvalidJson)]
    public async Task Json_that_is_no_batch_is_refused(string body, string code)
    {
        var (batch, problem) = await JsonBatch.ReadAsync(Stream(body), new RequestRules(), default);

        Assert.Null(batch);
        Assert.Equal(code, problem!.Code);
    }

    [Theory]
    [InlineData("""{"prompt":"a"}""", """{"prompt":"b","duration":5}""", """{"prompt":"a","duration":5}""")]
    [InlineData("""{"metadata":{"a":"1"}}""", """{"metadata":{"a":"2","b":"3"}}""", """{"metadata":{"a":"1","b":"3"}}""")]
    [InlineData("""{"prompt":"a","metadata":null}""", """{"metadata":{"b":"3"}}""", """{"prompt":"a","metadata":null}""")]
    [InlineData("""{"item":"lamp","prompt":"a"}""", null, """{"prompt":"a"}""")]
    public void Defaults_lie_under_an_item(string item, string? defaults, string expected)
    {
        var (request, _) = ItemDefaults.Apply(JsonElement.Parse(item), defaults is null ? null : JsonElement.Parse(defaults));

        Assert.Equal(expected, request.GetRawText());
    }

    [Fact]
    public void A_field_that_stands_twice_stays_twice_so_that_the_reader_refuses_it()
    {
        var (request, _) = ItemDefaults.Apply(JsonElement.Parse("""{"prompt":"a","prompt":"b"}"""), null);

        Assert.Contains(
            VideoRequestReader.Read(request, new RequestRules()).Problem!.Errors, error => error.Code == RequestCodes.DuplicateField);
    }

    private static Task<List<RawItem>> NdjsonAsync(string text, int maxLineBytes = 10_000) =>
        NdjsonItems.ReadAsync(Stream(text), maxLineBytes, default).ToListAsync().AsTask();

    private static Task<List<RawItem>> CsvAsync(string text) => CsvItems.ReadAsync(Stream(text), 10_000, default).ToListAsync().AsTask();

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
