package simulator

import (
	"strconv"
	"strings"
)

// city is a place where people live.
type city struct {
	province, name string
	districts      []string
}

var cities = []city{
	{"北京市", "北京市", []string{"朝阳区", "海淀区", "丰台区", "通州区", "昌平区"}},
	{"上海市", "上海市", []string{"浦东新区", "闵行区", "嘉定区", "松江区", "宝山区"}},
	{"广东省", "广州市", []string{"天河区", "番禺区", "白云区", "增城区"}},
	{"广东省", "深圳市", []string{"南山区", "龙岗区", "宝安区", "龙华区"}},
	{"广东省", "佛山市", []string{"南海区", "顺德区", "禅城区"}},
	{"浙江省", "杭州市", []string{"余杭区", "萧山区", "西湖区", "滨江区", "临平区"}},
	{"浙江省", "宁波市", []string{"鄞州区", "海曙区", "江北区"}},
	{"江苏省", "南京市", []string{"江宁区", "浦口区", "建邺区", "栖霞区"}},
	{"江苏省", "苏州市", []string{"吴江区", "相城区", "昆山市", "虎丘区"}},
	{"四川省", "成都市", []string{"武侯区", "双流区", "龙泉驿区", "新都区", "温江区"}},
	{"重庆市", "重庆市", []string{"渝北区", "江北区", "南岸区", "沙坪坝区"}},
	{"湖北省", "武汉市", []string{"洪山区", "江夏区", "东西湖区", "黄陂区"}},
	{"湖南省", "长沙市", []string{"岳麓区", "雨花区", "望城区", "长沙县"}},
	{"河南省", "郑州市", []string{"金水区", "二七区", "中原区", "新郑市"}},
	{"河南省", "洛阳市", []string{"洛龙区", "西工区", "偃师区"}},
	{"山东省", "济南市", []string{"历下区", "历城区", "槐荫区"}},
	{"山东省", "青岛市", []string{"黄岛区", "城阳区", "崂山区", "即墨区"}},
	{"陕西省", "西安市", []string{"雁塔区", "长安区", "未央区", "灞桥区"}},
	{"安徽省", "合肥市", []string{"蜀山区", "包河区", "肥西县"}},
	{"福建省", "厦门市", []string{"集美区", "同安区", "湖里区"}},
	{"辽宁省", "沈阳市", []string{"浑南区", "铁西区", "皇姑区"}},
	{"云南省", "昆明市", []string{"官渡区", "呈贡区", "五华区"}},
	{"广西壮族自治区", "南宁市", []string{"青秀区", "良庆区", "西乡塘区"}},
	{"河北省", "石家庄市", []string{"裕华区", "长安区", "正定县"}},
}

var (
	surnames = strings.Fields("王 王 王 李 李 李 张 张 张 刘 刘 陈 陈 杨 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文 欧阳 司马 上官")
	menNames = strings.Fields("伟 强 磊 军 勇 杰 涛 超 明 刚 平 辉 鹏 飞 波 斌 宇 浩 凯 健 俊 帆 亮 志强 建国 建华 国强 志伟 海涛 文杰 浩然 子轩 宇航 俊杰 天宇 晓东 永强 家豪 思远 立新 德华 春生 少华 庆华 振宇 一鸣 嘉诚 博文 泽宇 明轩 启航")
	womNames = strings.Fields("芳 娜 敏 静 丽 艳 娟 霞 燕 玲 婷 雪 倩 洁 莉 萍 红 颖 琳 慧 丹 梅 桂英 秀英 秀兰 玉兰 雨欣 梓涵 欣怡 诗涵 雅婷 晓燕 丽华 美玲 海燕 春梅 思琪 佳怡 梦瑶 若曦 婉清 雪梅 淑珍 惠敏 小红 艺馨 可欣 紫萱 语嫣 冬梅")
	nickSeed = strings.Fields("向阳而生 小城故事 云淡风轻 快乐每一天 阿宝 大海 平安是福 木子李 星辰 糖糖妈妈 老杨 柠檬不酸 海阔天空 A建材小陈 岁月静好 Leo Sunny 一路有你 山水之间 豆豆爸 🌻花开富贵 努力的小张 清风徐来 追风少年 Cathy")
	streets  = strings.Fields("人民路 解放路 建设路 中山路 和平路 文化路 朝阳街 新华街 长江路 迎宾大道 学府路 滨河路 科技路 幸福里 东风路")
	agencies = []string{"云帆数字营销有限公司", "智汇广告传媒有限公司", "星途互动科技有限公司"}
	staff    = []string{"陈晨", "周敏", "李想", "赵倩", "孙浩"}
)

// person is somebody who answered an ad.
type person struct {
	name, gender, phone, home, registered, district string
	age                                             int
}

func (c chance) person(homeCity int) person {
	p := person{gender: "GENDER_TYPE_MALE", age: 20 + c.IntN(22) + c.IntN(22)}
	given, title := menNames, "先生"
	if c.percent(48) {
		p.gender, given, title = "GENDER_TYPE_FEMALE", womNames, "女士"
	}
	surname := pick(c, surnames)
	switch n := c.IntN(100); {
	case n < 18:
		p.name = surname + title
	case n < 21:
		p.name = surname
	default:
		p.name = surname + pick(c, given)
	}
	if c.percent(12) {
		p.gender = "GENDER_TYPE_UNKNOWN"
	}
	p.phone = "1740" + strconv.Itoa(c.IntN(6)) + c.anyDigits(6)
	at := cities[homeCity]
	if c.percent(25) {
		at = pick(c, cities)
	}
	from := at
	if c.percent(30) {
		from = pick(c, cities)
	}
	p.district = pick(c, at.districts)
	p.home = area(at) + p.district
	p.registered = area(from)
	return p
}

// area is a city with its province, which the four municipalities do not repeat.
func area(at city) string {
	if at.province == at.name {
		return at.name
	}
	return at.province + at.name
}

// anyDigits is n digits, of which the first may be zero.
func (c chance) anyDigits(n int) string { return c.digits(n + 1)[1:] }
