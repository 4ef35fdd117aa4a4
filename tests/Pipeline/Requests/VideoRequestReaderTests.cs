using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Requests;
using Xunit;

namespace VideoPipeline.Tests.Requests;

public sealed class VideoRequestReaderTests
{
    [Fact]
    public void Reader_takes_the_documented_defaults_when_only_a_prompt_is_given()
    {
        var request = Valid("""{"prompt":"a cat"}""");

        Assert.Equal("auto", request.Provider);
        Assert.Equal("seedance-2.0", request.Model);
        Assert.Equal("text-to-video", request.Operation);
        Assert.Equal(5, request.Duration);
        Assert.Equal("720p", request.Resolution);
        Assert.Equal("16:9", request.AspectRatio);
        Assert.Null(request.GenerateAudio);
        Assert.Null(request.Watermark);
        Assert.Null(request.Seed);
        Assert.Null(request.MaxCostUsd);
        Assert.Empty(request.Metadata);
    }

    [Fact]
    public void Reader_takes_every_field()
    {
        var request = Valid("""
            {"provider":"tokenhub","model":"doubao-seedance-2.0-fast","operation":"reference-to-video","prompt":"p","duration":7,
             "resolution":"480P","aspect_ratio":"9:16","first_frame":"https://a/f.png","last_frame":"blob://uploads/l.png",
             "reference_images":["https://a/1.png"],"reference_videos":["https://a/1.mp4",{"url":"https://a/2.mp4","duration":2.5}],
             "reference_audios":["https://a/1.mp3"],"generate_audio":true,"watermark":false,"seed":42,
             "metadata":{"sku":"A-1","note":"ü"},"webhook_url":"https://me/hook","max_cost_usd":"1.50"}
            """);

        Assert.Equal("seedance-2.0-fast", request.Model);
        Assert.Equal("480p", request.Resolution);
        Assert.Equal([new ReferenceVideo("https://a/1.mp4"), new ReferenceVideo("https://a/2.mp4", 2.5m)], request.ReferenceVideos);
        Assert.Equal("blob://uploads/l.png", request.LastFrame);
        Assert.Equal("A-1", request.Metadata["sku"]);
        Assert.Equal(1.50m, request.MaxCostUsd);
        Assert.Equal(42, request.Seed);
        Assert.True(request.GenerateAudio);
        Assert.False(request.Watermark);
    }

    [Fact]
    public void Reader_treats_null_as_absent_in_every_optional_field()
    {
        var names = VideoFields.Names.Where(n => n != "prompt").Select(n => $"\"{n}\":null");

        var request = Valid($$"""{"prompt":"p",{{string.Join(",", names)}}}""");

        Assert.Equal(JsonSerializer.Serialize(Valid("""{"prompt":"p"}"""), Json.Options), JsonSerializer.Serialize(request, Json.Options));
    }

    public static TheoryData<string, string, string> WrongFields() => new()
    {
        { """{}""", "prompt", "required" },
        { """{"prompt":null}""", "prompt", "required" },
        { """{"prompt":""}""", "prompt", "empty" },
        { """{"prompt":"  \n "}""", "prompt", "empty" },
        { """{"prompt":"a\u0000b"}""", "prompt", "invalid_characters" },
        { """{"prompt":5}""", "prompt", "wrong_type" },
        { """{"prompt":["p"]}""", "prompt", "wrong_type" },
        { """{"prompt":"p","promt":"q"}""", "promt", "unknown_field" },
        { """{"prompt":"p","Prompt":"q"}""", "Prompt", "unknown_field" },
        { """{"prompt":"p","schema":1}""", "schema", "unknown_field" },
        { """{"prompt":"p","prompt":"q"}""", "prompt", "duplicate_field" },
        { """{"prompt":"p","duration":5,"duration":5}""", "duration", "duplicate_field" },
        { """{"prompt":"p","provider":"ark"}""", "provider", "unknown_value" },
        { """{"prompt":"p","provider":7}""", "provider", "wrong_type" },
        { """{"prompt":"p","model":"sora"}""", "model", "unknown_value" },
        { """{"prompt":"p","model":true}""", "model", "wrong_type" },
        { """{"prompt":"p","operation":"text-to-image"}""", "operation", "unknown_value" },
        { """{"prompt":"p","operation":{}}""", "operation", "wrong_type" },
        { """{"prompt":"p","duration":"5"}""", "duration", "wrong_type" },
        { """{"prompt":"p","duration":5.5}""", "duration", "wrong_type" },
        { """{"prompt":"p","duration":3}""", "duration", "out_of_range" },
        { """{"prompt":"p","duration":16}""", "duration", "out_of_range" },
        { """{"prompt":"p","duration":-5}""", "duration", "out_of_range" },
        { """{"prompt":"p","duration":1e400}""", "duration", "out_of_range" },
        { """{"prompt":"p","resolution":"360p"}""", "resolution", "unknown_value" },
        { """{"prompt":"p","resolution":720}""", "resolution", "wrong_type" },
        { """{"prompt":"p","aspect_ratio":"2:1"}""", "aspect_ratio", "unknown_value" },
        { """{"prompt":"p","aspect_ratio":1.78}""", "aspect_ratio", "wrong_type" },
        { """{"prompt":"p","first_frame":5}""", "first_frame", "wrong_type" },
        { """{"prompt":"p","first_frame":"cat.png"}""", "first_frame", "invalid_url" },
        { """{"prompt":"p","first_frame":""}""", "first_frame", "invalid_url" },
        { """{"prompt":"p","first_frame":"http://a/b.png"}""", "first_frame", "insecure_url" },
        { """{"prompt":"p","first_frame":"file:///etc/passwd"}""", "first_frame", "invalid_url" },
        { """{"prompt":"p","first_frame":"ftp://a/b.png"}""", "first_frame", "invalid_url" },
        { """{"prompt":"p","first_frame":"https://u:p@a/b.png"}""", "first_frame", "invalid_url" },
        { """{"prompt":"p","first_frame":"https://a/b c.png"}""", "first_frame", "invalid_url" },
        { """{"prompt":"p","first_frame":"blob://uploads"}""", "first_frame", "invalid_blob" },
        { """{"prompt":"p","first_frame":"blob://Assets/a.png"}""", "first_frame", "invalid_blob" },
        { """{"prompt":"p","first_frame":"blob://uploads/../pipeline/a.png"}""", "first_frame", "invalid_blob" },
        { """{"prompt":"p","first_frame":"blob://pipeline/jobs/1/request.json"}""", "first_frame", "forbidden_blob" },
        { """{"prompt":"p","last_frame":"https://a/l.png"}""", "first_frame", "required" },
        { """{"prompt":"p","reference_images":"https://a/1.png"}""", "reference_images", "wrong_type" },
        { """{"prompt":"p","reference_images":["https://a/1.png",null]}""", "reference_images[1]", "wrong_type" },
        { """{"prompt":"p","reference_images":["https://a/1.png","x"]}""", "reference_images[1]", "invalid_url" },
        { """{"prompt":"p","reference_images":["1","2","3","4","5","6","7","8","9","10"]}""", "reference_images", "too_many_items" },
        { """{"prompt":"p","reference_videos":["a","b","c","d"]}""", "reference_videos", "too_many_items" },
        { """{"prompt":"p","reference_videos":[7]}""", "reference_videos[0]", "wrong_type" },
        { """{"prompt":"p","reference_videos":[{}]}""", "reference_videos[0].url", "required" },
        { """{"prompt":"p","reference_videos":[{"url":"x"}]}""", "reference_videos[0].url", "invalid_url" },
        { """{"prompt":"p","reference_videos":[{"url":"https://a/1.mp4","seconds":3}]}""", "reference_videos[0].seconds", "unknown_field" },
        { """{"prompt":"p","reference_videos":[{"url":"https://a/1.mp4","duration":"3"}]}""", "reference_videos[0].duration", "wrong_type" },
        { """{"prompt":"p","reference_videos":[{"url":"https://a/1.mp4","duration":0}]}""", "reference_videos[0].duration", "out_of_range" },
        { """{"prompt":"p","reference_videos":["data:video/mp4;base64,AAAA"]}""", "reference_videos[0]", "unsupported_media_type" },
        { """{"prompt":"p","reference_images":["https://a/1.png"],"reference_audios":["d","e","f","g"]}""", "reference_audios", "too_many_items" },
        { """{"prompt":"p","reference_audios":["https://a/1.mp3"]}""", "reference_audios", "audio_alone" },
        { """{"prompt":"p","source_task_id":""}""", "source_task_id", "invalid_characters" },
        { """{"prompt":"p","source_task_id":"../x"}""", "source_task_id", "invalid_characters" },
        { """{"prompt":"p","source_task_id":12}""", "source_task_id", "wrong_type" },
        { """{"prompt":"p","generate_audio":"yes"}""", "generate_audio", "wrong_type" },
        { """{"prompt":"p","watermark":0}""", "watermark", "wrong_type" },
        { """{"prompt":"p","seed":"1"}""", "seed", "wrong_type" },
        { """{"prompt":"p","seed":1.5}""", "seed", "wrong_type" },
        { """{"prompt":"p","seed":-2}""", "seed", "out_of_range" },
        { """{"prompt":"p","seed":4294967296}""", "seed", "out_of_range" },
        { """{"prompt":"p","metadata":[]}""", "metadata", "wrong_type" },
        { """{"prompt":"p","metadata":{"sku":1}}""", "metadata.sku", "wrong_type" },
        { """{"prompt":"p","metadata":{"sku":null}}""", "metadata.sku", "wrong_type" },
        { """{"prompt":"p","metadata":{"Sku":"1"}}""", "metadata", "invalid_key" },
        { """{"prompt":"p","metadata":{"1a":"1"}}""", "metadata", "invalid_key" },
        { """{"prompt":"p","metadata":{"a-b":"1"}}""", "metadata", "invalid_key" },
        { """{"prompt":"p","metadata":{"a\n":"1"}}""", "metadata", "invalid_key" },
        { """{"prompt":"p","metadata":{"a":"1","a":"2"}}""", "metadata.a", "duplicate_field" },
        { """{"prompt":"p","webhook_url":"http://me/hook"}""", "webhook_url", "insecure_url" },
        { """{"prompt":"p","webhook_url":"/hook"}""", "webhook_url", "invalid_url" },
        { """{"prompt":"p","webhook_url":false}""", "webhook_url", "wrong_type" },
        { """{"prompt":"p","max_cost_usd":0}""", "max_cost_usd", "out_of_range" },
        { """{"prompt":"p","max_cost_usd":"-1"}""", "max_cost_usd", "wrong_type" },
        { """{"prompt":"p","max_cost_usd":-1}""", "max_cost_usd", "out_of_range" },
        { """{"prompt":"p","max_cost_usd":"1,5"}""", "max_cost_usd", "wrong_type" },
        { """{"prompt":"p","max_cost_usd":"$1"}""", "max_cost_usd", "wrong_type" },
        { """{"prompt":"p","max_cost_usd":true}""", "max_cost_usd", "wrong_type" },
        { """{"prompt":"p","max_cost_usd":1e300}""", "max_cost_usd", "out_of_range" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public void Reader_names_the_wrong_field_when_one_is_wrong(string json, string field, string code)
    {
        var problem = Refused(json);

        Assert.Equal(400, problem.Status);
        Assert.Equal("invalid_request", problem.Code);
        var error = Assert.Single(problem.Errors);
        Assert.Equal((field, code), (error.Field, error.Code));
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_names_every_wrong_field_when_many_are_wrong()
    {
        var problem = Refused("""
            {"prompt":"","model":"sora","duration":99,"resolution":"8k","aspect_ratio":"x","first_frame":"x","watermark":1,
             "reference_images":["y","z"],"metadata":{"A":"1"},"max_cost_usd":0,"extra":1}
            """);

        Assert.Equal(
            ["aspect_ratio", "duration", "extra", "first_frame", "max_cost_usd", "metadata", "model", "prompt",
             "reference_images[0]", "reference_images[1]", "resolution", "watermark"],
            problem.Errors.Select(e => e.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\"prompt\":\"p\",}", 1, 15)]
    [InlineData("{\n \"prompt\": p}", 2, 12)]
    [InlineData("{\"prompt\":\"p\"} x", 1, 16)]
    [InlineData("{/* c */\"prompt\":\"p\"}", 1, 2)]
    [InlineData("{'prompt':'p'}", 1, 2)]
    public void Reader_says_where_the_json_breaks_when_it_is_malformed(string text, int line, int column)
    {
        var problem = Refused(text);

        Assert.Equal((400, "invalid_json"), (problem.Status, problem.Code));
        Assert.Contains($"line {line}, byte {column}", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"p\"")]
    [InlineData("null")]
    [InlineData("7")]
    public void Reader_wants_an_object(string text)
    {
        var problem = Refused(text);

        Assert.Equal("invalid_request", problem.Code);
        Assert.Equal(("", "wrong_type"), (problem.Errors[0].Field, problem.Errors[0].Code));
    }

    [Theory]
    [InlineData("""{"prompt":"\ud800"}""")]
    [InlineData("""{"\ud800":"p"}""")]
    [InlineData("""{"prompt":"p","metadata":{"a":"\udc00"}}""")]
    [InlineData("""{"prompt":"p","metadata":{"\udc00":"a"}}""")]
    [InlineData("""{"prompt":"p","reference_images":["\udc00"]}""")]
    [InlineData("""{"prompt":"p","max_cost_usd":"\udc00"}""")]
    public void Reader_refuses_half_characters(string text) => Assert.Equal("invalid_json", Refused(text).Code);

    [Fact]
    public void Reader_refuses_bytes_that_are_no_utf8()
    {
        byte[] bytes = [.. "{\"prompt\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.Equal("invalid_json", VideoRequestReader.Read(bytes, new RequestRules()).Problem!.Code);
    }

    [Fact]
    public void Reader_refuses_nesting_without_end()
    {
        var text = "{\"prompt\":" + new string('[', 100) + new string(']', 100) + "}";

        Assert.Equal("invalid_json", Refused(text).Code);
    }

    [Fact]
    public void Reader_takes_a_byte_order_mark()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "{\"prompt\":\"p\"}"u8];

        Assert.True(VideoRequestReader.Read(bytes, new RequestRules()).IsValid);
    }

    [Fact]
    public void Reader_counts_characters_and_not_code_units_when_a_prompt_is_long()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 2000));

        Valid($$"""{"prompt":"{{emoji}}"}""");
        var error = Assert.Single(Refused($$"""{"prompt":"{{emoji}}x"}""").Errors);

        Assert.Equal(("prompt", "too_long"), (error.Field, error.Code));
    }

    [Fact]
    public async Task Reader_stops_at_the_limit_when_a_body_is_too_long()
    {
        var body = new CountingStream(50 * 1024 * 1024);

        var reading = await VideoRequestReader.ReadAsync(body, null, new RequestRules(), CancellationToken.None);

        Assert.Equal((413, "body_too_large"), (reading.Problem!.Status, reading.Problem.Code));
        Assert.InRange(body.Position, 1, 33 * 1024 * 1024);
    }

    [Fact]
    public async Task Reader_reads_a_stream()
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes("""{"prompt":"p"}"""));

        Assert.True((await VideoRequestReader.ReadAsync(body, null, new RequestRules(), CancellationToken.None)).IsValid);
    }

    [Fact]
    public void Reader_reads_an_object_put_together_by_code()
    {
        var merged = new JsonObject { ["duration"] = 10, ["prompt"] = "p" };

        Assert.Equal(10, VideoRequestReader.Read(merged, new RequestRules()).Request!.Duration);
    }

    [Theory]
    [InlineData("seedance-2.0", "seedance-2.0")]
    [InlineData("seedance-2.0-fast", "seedance-2.0-fast")]
    [InlineData("seedance-2.0-mini", "seedance-2.0-mini")]
    [InlineData("doubao-seedance-2-0", "seedance-2.0")]
    [InlineData("doubao-seedance-2-0-fast", "seedance-2.0-fast")]
    [InlineData("doubao-seedance-2.0", "seedance-2.0")]
    [InlineData("doubao-seedance-2.0-fast", "seedance-2.0-fast")]
    [InlineData("seedance-2-mini", "seedance-2.0-mini")]
    [InlineData("Seedance-2.0", "seedance-2.0")]
    public void Reader_knows_every_spelling_of_a_model(string spelling, string model) =>
        Assert.Equal(model, Valid($$"""{"prompt":"p","model":"{{spelling}}"}""").Model);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("\"2.50\"", "2.5")]
    [InlineData("1000000", "1000000")]
    public void Reader_takes_max_cost_as_number_or_text(string json, string expected) =>
        Assert.Equal(
            decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            Valid($$"""{"prompt":"p","max_cost_usd":{{json}}}""").MaxCostUsd);

    [Fact]
    public void Reader_takes_http_only_where_the_rules_allow_it()
    {
        const string Body = """{"prompt":"p","first_frame":"http://127.0.0.1:9/a.png","webhook_url":"http://localhost/h"}""";

        var reading = VideoRequestReader.Read(Encoding.UTF8.GetBytes(Body), new RequestRules(AllowHttp: true));

        Assert.True(reading.IsValid);
        Assert.Equal(2, Refused(Body).Errors.Count);
    }

    [Fact]
    public void Reader_limits_metadata_to_sixteen_pairs_and_two_kilobytes()
    {
        var sixteen = string.Join(",", Enumerable.Range(0, 16).Select(i => $"\"k{i:00}\":\"v\""));
        Assert.Equal(16, Valid($$$"""{"prompt":"p","metadata":{{{{sixteen}}}}}""").Metadata.Count);

        Assert.Equal("too_many_items", Refused($$$"""{"prompt":"p","metadata":{{{{sixteen}}},"z":"v"}}""").Errors[0].Code);
        Assert.True(VideoRequestReader.Read(Metadata(2047), new RequestRules()).IsValid);
        Assert.Equal("too_long", VideoRequestReader.Read(Metadata(2048), new RequestRules()).Problem!.Errors[0].Code);

        static JsonObject Metadata(int length) =>
            new() { ["prompt"] = "p", ["metadata"] = new JsonObject { ["a"] = new string('x', length) } };
    }

    [Fact]
    public void Reader_keeps_a_hostile_member_name_short_and_printable()
    {
        var error = Assert.Single(Refused($$"""{"prompt":"p","{{new string('x', 5000)}}\n":1}""").Errors);

        Assert.InRange(error.Field.Length, 1, 66);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("seedanceapi", "adaptive")]
    [InlineData("tokenlab", "16:9")]
    [InlineData("tokenhub", "16:9")]
    [InlineData("gogogotoken", "16:9")]
    [InlineData("auto", "16:9")]
    public void Reader_takes_the_ratio_that_a_named_provider_can_when_none_is_given(string provider, string ratio) =>
        Assert.Equal(ratio, Valid($$"""{"prompt":"p","provider":"{{provider}}","first_frame":"https://a/f.png"}""").AspectRatio);

    internal static VideoRequest Valid(string json)
    {
        var reading = VideoRequestReader.Read(Encoding.UTF8.GetBytes(json), new RequestRules());
        Assert.True(reading.IsValid, JsonSerializer.Serialize(reading.Problem));
        return reading.Request;
    }

    internal static Problem Refused(string json)
    {
        var reading = VideoRequestReader.Read(Encoding.UTF8.GetBytes(json), new RequestRules());
        Assert.False(reading.IsValid);
        return reading.Problem;
    }

    private sealed class CountingStream(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - Position);
            Array.Fill(buffer, (byte)' ', offset, read);
            Position += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
